#pragma once
// A mail that is being read from its file.

#include <string>

#include "mailbox/descriptor.hpp"
#include "mailbox/store.hpp"

namespace heloport::mailbox {

/// Reads what the file held when it was opened: a mail that is removed meanwhile is read to its
/// end. The constructor throws a Failure.
class FileReader final : public MailReader {
 public:
  FileReader(Descriptor file, std::string path);

  std::variant<std::size_t, StoreFault> read(std::span<char> room) override;
  std::size_t size_octets() const override { return size_octets_; }
  std::size_t last_line_offset() const override { return last_line_offset_; }

 private:
  std::size_t read_at(std::size_t offset, std::span<char> room) const;
  void fill_from(std::size_t offset, std::span<char> room) const;
  std::size_t find_last_line() const;

  Descriptor file_;
  std::string path_;  // for the log
  std::size_t size_octets_ = 0;
  std::size_t last_line_offset_ = 0;
  std::size_t position_ = 0;
};

}  // namespace heloport::mailbox
