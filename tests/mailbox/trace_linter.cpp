// The order of the system calls of a delivery, judged from an strace log.

#include "tests/mailbox/trace_linter.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <string_view>

#include "tests/mailbox/strace_log.hpp"

namespace heloport::mailbox {

namespace {

using Line = std::size_t;

// What an open descriptor stands for. Shared, because it is remembered after it was closed.
struct OpenFile {
  std::string path;
  bool written = false;
  bool dirty = false;
  bool sync_failed = false;
  Line last_write = 0;
};

// A name that was made, until its directory is synced.
struct NewName {
  std::string directory;
  std::string name;
  Line line;
  std::shared_ptr<OpenFile> file;  // none for a directory
};

std::string join(const std::string& directory, const std::string& name) {
  if (directory.empty() || name.starts_with('/')) return name;
  return name == "." ? directory : directory + "/" + name;
}

std::string parent_of(const std::string& path) {
  const auto slash = path.rfind('/');
  return slash == path.npos ? "." : slash == 0 ? "/" : path.substr(0, slash);
}

std::string last_of(const std::string& path) {
  return path.substr(path.rfind('/') + 1);
}

std::string without_slashes_at_end(std::string path) {
  while (path.size() > 1 && path.back() == '/') path.pop_back();
  return path;
}

class Linter {
 public:
  explicit Linter(const TraceRules& rules) : rules_(rules) {}

  std::vector<std::string> judge(std::istream& stream) {
    StraceLog log(stream);
    while (const auto line = log.next()) {
      line_ = line->line;
      if (line->begun) begin(*line->begun);
      if (line->ended && line->ended->result >= 0) succeed(*line->ended);
      if (line->ended && line->ended->result < 0) fail(*line->ended);
    }
    if (acknowledgements_ == 0) violations_.push_back("the log holds no acknowledgement");
    if (!anything_named_) violations_.push_back("the log holds no file that got a name");
    return violations_;
  }

 private:
  static bool is_one_of(const TracedCall& call, std::initializer_list<const char*> names) {
    return std::find(names.begin(), names.end(), call.name) != names.end();
  }
  static bool is_write(const TracedCall& call) {
    return is_one_of(call, {"write", "pwrite64", "writev", "sendto", "sendmsg"});
  }
  static bool is_sync(const TracedCall& call) { return is_one_of(call, {"fsync", "fdatasync"}); }
  static bool is_link(const TracedCall& call) { return is_one_of(call, {"link", "linkat"}); }

  void violate(const std::string& what) {
    violations_.push_back("line " + std::to_string(line_) + ": " + what);
  }

  // What must be true when a call begins, because it may take effect at once.
  void begin(const TracedCall& call) {
    if (is_write(call)) {
      check_reply(call);
      return touch(call);
    }
    if (is_link(call)) {
      anything_named_ = true;
      return check_named(call);
    }
    if (is_sync(call)) return check_synced(call);
    if (call.name.starts_with("rename") && call.arguments.size() >= 2 &&
        call.arguments.back().find("RENAME_NOREPLACE") == std::string::npos) {
      violate("a rename may replace what has the name");
    }
  }

  void succeed(const TracedCall& call) {
    if (is_one_of(call, {"open", "creat"})) return opened(call, {}, call.text(0));
    if (is_one_of(call, {"openat", "openat2"})) {
      return opened(call, directory_of(call, 0), call.text(1));
    }
    if (call.name == "close" && call.number(0)) open_.erase(*call.number(0));
    if (is_write(call)) touch(call);
    if (is_sync(call)) synced(call);
    if (call.name == "link") add_name({}, call.text(1), source_of(call));
    if (call.name == "linkat") add_name(directory_of(call, 2), call.text(3), source_of(call));
    if (call.name == "mkdir") add_name({}, call.text(0), nullptr);
    if (call.name == "mkdirat") add_name(directory_of(call, 0), call.text(1), nullptr);
    if (call.name == "unlink") remove_name({}, call.text(0));
    if (call.name == "unlinkat") remove_name(directory_of(call, 0), call.text(1));
  }

  void fail(const TracedCall& call) {
    if (!is_sync(call)) return;
    if (const auto file = file_at(call.number(0))) file->sync_failed = true;
  }

  std::shared_ptr<OpenFile> file_at(std::optional<long> descriptor) const {
    if (!descriptor) return nullptr;
    const auto found = open_.find(*descriptor);
    return found == open_.end() ? nullptr : found->second;
  }

  // The path of a directory that a call takes as an argument; empty for AT_FDCWD.
  std::string directory_of(const TracedCall& call, std::size_t argument) const {
    const auto directory = file_at(call.number(argument));
    return directory ? directory->path : std::string();
  }

  void opened(const TracedCall& call, const std::string& directory, const std::string& name) {
    auto file = std::make_shared<OpenFile>();
    file->path = without_slashes_at_end(join(directory, name));
    const std::string& flags = call.arguments.back().starts_with("{") || call.arguments.size() < 3
                                   ? call.arguments.back()
                                   : call.arguments[2];
    if (flags.find("O_TMPFILE") != std::string::npos) file->path += " (unnamed)";
    open_[call.result] = file;
  }

  void touch(const TracedCall& call) {
    const auto file = file_at(call.number(0));
    if (!file) return;
    file->written = true;
    file->dirty = true;
    file->last_write = line_;
  }

  void check_synced(const TracedCall& call) {
    const auto file = file_at(call.number(0));
    if (file && file->sync_failed) violate("a second fsync of " + file->path + " after one failed");
  }

  void synced(const TracedCall& call) {
    const auto file = file_at(call.number(0));
    if (!file) return;
    if (file->last_write < call.begin_line) file->dirty = false;
    std::erase_if(pending_, [&](const NewName& name) {
      return name.directory == file->path && name.line < call.begin_line;
    });
  }

  // The file that a link is made from: by its descriptor in /proc, or by its own name.
  std::shared_ptr<OpenFile> source_of(const TracedCall& call) const {
    const bool at = call.name == "linkat";
    const std::string name = call.text(at ? 1 : 0);
    constexpr std::string_view by_descriptor = "/proc/self/fd/";
    if (name.starts_with(by_descriptor)) {
      return file_at(std::strtol(name.c_str() + by_descriptor.size(), nullptr, 10));
    }
    if (at && name.empty()) return file_at(call.number(0));  // AT_EMPTY_PATH
    const std::string path = join(at ? directory_of(call, 0) : std::string(), name);
    for (const auto& [descriptor, file] : open_) {
      if (file->path == path) return file;
    }
    return nullptr;
  }

  void check_named(const TracedCall& call) {
    const auto file = source_of(call);
    if (!file) return violate("a file gets a name that the log did not see opened");
    if (file->sync_failed) return violate(file->path + " gets a name though its fsync failed");
    if (file->dirty) violate(file->path + " gets a name before it is synced");
  }

  void add_name(const std::string& directory, const std::string& name,
                const std::shared_ptr<OpenFile>& file) {
    const std::string path = without_slashes_at_end(join(directory, name));
    pending_.push_back({parent_of(path), last_of(path), line_, file});
    if (file) named_.insert(file);
  }

  void remove_name(const std::string& directory, const std::string& name) {
    const std::string path = join(directory, name);
    std::erase_if(pending_, [&](const NewName& pending) {
      return pending.directory == parent_of(path) && pending.name == last_of(path);
    });
  }

  // Whether the octets that a call writes begin so: what write and sendto are given, or the first
  // iov_base.
  static bool writes(const TracedCall& call, std::string_view beginning) {
    for (std::size_t argument = 1; argument < call.arguments.size(); ++argument) {
      const std::string_view written = call.arguments[argument];
      const auto quote = written.find('"');
      if (quote != written.npos) return written.substr(quote + 1).starts_with(beginning);
    }
    return false;
  }

  void check_reply(const TracedCall& call) {
    if (writes(call, rules_.acknowledgement.value_or("250"))) {
      ++acknowledgements_;
      if (rules_.acknowledgement && acknowledgements_ > durable_files()) {
        violate("more acknowledgements than durable files");
      }
    }
    if (rules_.concurrent || !writes(call, "250")) return;
    for (const NewName& name : pending_) {
      violate("acknowledged before the directory of " + name.name +
              " was synced: " + name.directory);
    }
  }

  std::size_t durable_files() const {
    std::set<std::shared_ptr<OpenFile>> durable = named_;
    for (const NewName& name : pending_) durable.erase(name.file);
    return durable.size();
  }

  const TraceRules& rules_;
  Line line_ = 0;
  std::map<long, std::shared_ptr<OpenFile>> open_;
  std::vector<NewName> pending_;
  std::set<std::shared_ptr<OpenFile>> named_;
  bool anything_named_ = false;
  std::size_t acknowledgements_ = 0;
  std::vector<std::string> violations_;
};

}  // namespace

std::vector<std::string> trace_violations(std::istream& log, const TraceRules& rules) {
  return Linter(rules).judge(log);
}

}  // namespace heloport::mailbox
