// Opens the store that a URL names.

#include "mailbox/store.hpp"

#include "mailbox/directory_layout.hpp"
#include "mailbox/discard_store.hpp"
#include "mailbox/failure.hpp"
#include "mailbox/file_store.hpp"
#include "mailbox/maildir_layout.hpp"
#include "mailbox/posix_file_system.hpp"

namespace heloport::mailbox {

namespace {

// Holds no state but what the kernel can do, so all stores share it.
FileSystem& real_file_system() {
  static PosixFileSystem files;
  return files;
}

std::unique_ptr<Layout> layout_for(std::string_view scheme) {
  if (scheme == "directory") return std::make_unique<DirectoryLayout>();
  if (scheme == "maildir") return std::make_unique<MaildirLayout>();
  return nullptr;
}

StoreFault unusable(std::string_view url) {
  return {std::make_error_code(std::errc::invalid_argument),
          "open the store " + std::string(url) +
              ": it must be directory:PATH, maildir:PATH or discard:"};
}

}  // namespace

std::variant<std::unique_ptr<Store>, StoreFault> open_store(std::string_view url) {
  using Answer = std::variant<std::unique_ptr<Store>, StoreFault>;
  return answer<Answer>([&]() -> Answer {
    const auto colon = url.find(':');
    if (colon == url.npos) return unusable(url);
    const std::string path(url.substr(colon + 1));
    if (url == "discard:") return std::make_unique<DiscardStore>();
    auto layout = layout_for(url.substr(0, colon));
    if (!layout || path.empty() || path.find('\0') != path.npos) return unusable(url);
    return std::make_unique<FileStore>(real_file_system(), path, std::move(layout));
  });
}

}  // namespace heloport::mailbox
