#pragma once
// A file system in memory that knows what a power cut may take: what was written and named, and how
// much of it a sync has made durable.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "mailbox/file_system.hpp"

namespace heloport::fuzz {

using NodeId = std::uint32_t;
inline constexpr NodeId no_node = 0;  // what an absent name means
inline constexpr NodeId root_node = 1;

/// A system call, as it is told before it happens.
struct ModelCall {
  enum class Kind : std::uint8_t {
    open_path,
    make_path,
    open,
    open_unnamed,
    make_directory,
    link_unnamed,
    link,
    unlink,
    names,
    write,
    read,
    sync,
    status,
    status_of,
    close,
  };
  Kind kind;
  int descriptor = -1;      // the file, or the directory that the name is in
  std::string_view name{};  // empty for calls without one
};

/// What kind of file system it is.
struct ModelFeatures {
  bool unnamed_files = true;     // O_TMPFILE
  bool mailboxes_apart = false;  // each directory whose name has an `@` is a file system of its own
};

/// A disk on which everything is durable: what a crash left, or the beginning.
struct Disk {
  struct Node {
    NodeId id = no_node;
    bool directory = false;
    dev_t device = 1;
    std::vector<std::pair<std::string, NodeId>> names{};  // of a directory
    std::shared_ptr<std::string> octets{};                // of a file
  };
  std::vector<Node> nodes;   // the root first
  std::uint64_t digest = 0;  // equal for equal disks of one history
};

/// The model. Weaker than any file system that we know, so what holds on it holds on them:
/// a name that was added or removed is on disk after a sync of its directory, and until then it may
/// or may not be, whatever happened to the others; the octets of a file are on disk after a sync of
/// the file, and until then each block of them may or may not be, and its size too.
///
/// Use:      give it to a FileStore; crash_states.hpp makes Disks of it, a Disk a new one.
/// Shape:    paths begin with `/`. Files only grow, because the stores only append.
/// Errors:   before_each() may answer with an errno, then the call fails. A file whose sync failed
///           keeps only what was durable before, whatever later syncs say: the kernel may have
///           dropped the pages and reports that once. The names in a directory are journalled and
///           can be synced again.
/// Threads:  none; before_each() may call back in, but for open_path, make_path and status, during
///           which a store may hold a lock.
class ModelFileSystem final : public mailbox::FileSystem {
 public:
  /// An empty root directory.
  explicit ModelFileSystem(ModelFeatures features = {});
  ModelFileSystem(const Disk& disk, ModelFeatures features);

  using Question = std::function<std::optional<int>(const ModelCall&)>;
  void before_each(Question question) { question_ = std::move(question); }
  /// Called after each call that changed what a crash may leave.
  void after_each_change(std::function<void()> told) { told_ = std::move(told); }
  /// At most so many octets for one write().
  void write_at_most(std::size_t octets) { write_octets_max_ = octets; }
  /// Files seem to be as old as that: seconds since 1970.
  void files_are_from(time_t moment) { moment_ = moment; }

  std::size_t open_descriptors() const { return open_; }
  /// As an administrator does who makes sure: the directory of this path is gone, and stays gone.
  void remove_for_good(const std::string& path);
  /// As when the process ends.
  void close_all();
  bool is_directory(int descriptor) const;

  /// What a name has meant since its directory was synced; the last is what it means.
  struct Name {
    std::string name;
    std::vector<NodeId> meanings;
  };
  struct Node {
    bool directory = false;
    dev_t device = 1;
    std::uint32_t links = 0;
    std::uint32_t openings = 0;
    /// In the order in which they came, which is the same in every run; what Maildir calls a mail
    /// is not.
    std::vector<Name> names{};
    std::shared_ptr<std::string> octets{};
    std::size_t durable_octets = 0;  // from the front
    bool sync_failed = false;
    bool named = false;  // it had a name once, which a crash may bring back
  };
  const ModelFeatures& features() const { return features_; }
  const std::vector<Node>& nodes() const { return nodes_; }  // by NodeId; the first is none

  int open_path(const std::string& path, int flags) override;
  int make_path(const std::string& path) override;
  int open(int directory, const std::string& name, int flags, mode_t mode) override;
  int open_unnamed(int directory) override;
  int make_directory(int directory, const std::string& name) override;
  int link_unnamed(int file, int directory, const std::string& name) override;
  int link(int from, const std::string& from_name, int to, const std::string& to_name) override;
  int unlink(int directory, const std::string& name) override;
  int names(int directory, std::size_t count_max, std::vector<mailbox::Entry>& found) override;
  ssize_t write(int file, std::string_view octets) override;
  ssize_t read(int file, std::span<char> room, off_t offset) override;
  int sync(int descriptor) override;
  int status(int descriptor, struct stat& found) override;
  int status_of(int directory, const std::string& name, struct stat& found) override;
  int close(int descriptor) override;

 private:
  // True, with errno set, when this call is to fail.
  bool fails(const ModelCall& call) const;
  void changed() const;
  Node* node_of(int descriptor);
  NodeId id_of(int descriptor) const;
  Name* find(NodeId directory, std::string_view name);
  NodeId meaning(NodeId directory, std::string_view name) const;
  NodeId walk(const std::string& path) const;
  NodeId add_node(bool directory, dev_t device);
  int add_directory(NodeId parent, const std::string& name);
  int add_name(NodeId node, NodeId directory, const std::string& name);
  int open_node(NodeId node, int flags);
  void describe(NodeId id, struct stat& found) const;

  ModelFeatures features_;
  std::vector<Node> nodes_;
  std::vector<NodeId> descriptors_;  // no_node: closed
  std::size_t open_ = 0;
  dev_t devices_ = 1;
  Question question_;
  std::function<void()> told_;
  std::size_t write_octets_max_ = static_cast<std::size_t>(-1);
  time_t moment_;
};

}  // namespace heloport::fuzz
