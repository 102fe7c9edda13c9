#pragma once
// The copies of one message in the mailboxes of its recipients: all of them or none.

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "mailbox/content_file.hpp"
#include "mailbox/layout.hpp"
#include "mailbox/root.hpp"

namespace heloport::mailbox {

/// Use:     add() mailboxes, then keep(). Destroyed before keep(), it takes back what it made.
/// Errors:  add() throws a Failure.
class Copies {
 public:
  Copies(std::shared_ptr<OpenRoot> root, const Layout& layout, std::string stem)
      : root_(std::move(root)), layout_(layout), stem_(std::move(stem)) {}
  Copies(const Copies&) = delete;
  Copies& operator=(const Copies&) = delete;
  ~Copies();

  /// Links the file into each of the mailboxes and makes that durable. `content` is synced.
  void add(const ContentFile& content, const std::vector<std::string>& mailboxes);
  /// The paths of the copies, which stay.
  std::vector<std::string> keep();

 private:
  struct Copy {
    std::string mailbox;
    FileIdentity file;
    std::string name;
  };
  struct OpenMailbox {
    Directory home;   // USER@DOMAIN
    Directory inbox;  // where its mail stands
  };

  void add_together(const ContentFile& content, std::span<const std::string> mailboxes);
  OpenMailbox open_mailbox(const std::string& mailbox);
  void place(const ContentFile& content, const std::string& mailbox, const OpenMailbox& open);
  void place_copy(const ContentFile& content, const std::string& mailbox, const OpenMailbox& open);
  bool place_link(const ContentFile& content, const std::string& mailbox, const OpenMailbox& open);
  void make_durable(const std::vector<OpenMailbox>& open, std::span<const std::string> mailboxes);
  void take_back(const Copy& copy) const;

  std::shared_ptr<OpenRoot> root_;
  const Layout& layout_;
  std::string stem_;
  std::vector<Copy> made_;
};

}  // namespace heloport::mailbox
