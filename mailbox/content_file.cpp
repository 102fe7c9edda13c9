// The file that a message is written to.

#include "mailbox/content_file.hpp"

#include <fcntl.h>

#include <array>
#include <cerrno>

#include "mailbox/unique_name.hpp"

namespace heloport::mailbox {

namespace {

constexpr mode_t file_mode = 0600;
constexpr std::size_t copy_octets = 65536;
// A unique name that is taken means that a clock stands still or somebody plays: give up soon.
constexpr int name_attempts_max = 8;

}  // namespace

ContentFile ContentFile::make(const Directory& near,
                              const std::function<Directory()>& temporaries) {
  if (auto file = unnamed(near)) return std::move(*file);
  return named(temporaries());
}

std::optional<ContentFile> ContentFile::unnamed(const Directory& directory) {
  FileSystem& files = directory.files();
  const int opened = uninterrupted([&] { return files.open_unnamed(directory.number()); });
  if (opened < 0 && errno == EOPNOTSUPP) return std::nullopt;
  Descriptor file(files, checked(opened, "open an unnamed file in", directory.path()));
  return ContentFile(std::move(file), directory.path_of("(unnamed)"));
}

ContentFile ContentFile::named(Directory directory) {
  FileSystem& files = directory.files();
  for (int attempt = 1;; ++attempt) {
    std::string name = unique_name();
    const int opened = uninterrupted(
        [&] { return files.open(directory.number(), name, O_RDWR | O_CREAT | O_EXCL, file_mode); });
    if (opened < 0 && errno == EEXIST && attempt < name_attempts_max) continue;
    Descriptor file(files, checked(opened, "create", directory.path(), name));
    ContentFile content(std::move(file), directory.path_of(name));
    content.name_.emplace(Name{std::move(directory), std::move(name)});
    return content;
  }
}

ContentFile::~ContentFile() {
  // What cannot be removed now is reaped when it is old (see root.hpp).
  if (name_ && name_->directory.number() >= 0) {
    name_->directory.files().unlink(name_->directory.number(), name_->name);
  }
}

void ContentFile::write(std::string_view octets) {
  while (!octets.empty()) {
    const auto written = uninterrupted([&] { return file_.files().write(file_.number(), octets); });
    checked(written, "write", path_);
    // No regular file says so, but then this loop would have no end.
    if (written == 0) throw Failure(EIO, "write " + path_);
    octets.remove_prefix(static_cast<std::size_t>(written));
  }
}

void ContentFile::copy_from(const ContentFile& other) {
  std::array<char, copy_octets> room;
  for (off_t offset = 0;;) {
    const auto count =
        uninterrupted([&] { return other.file_.files().read(other.file_.number(), room, offset); });
    checked(count, "read", other.path_);
    if (count == 0) return;
    write({room.data(), static_cast<std::size_t>(count)});
    offset += count;
  }
}

void ContentFile::sync() {
  checked(file_.files().sync(file_.number()), "fsync", path_);
}

Linked ContentFile::link_into(const Directory& directory, const std::string& name) const {
  FileSystem& files = directory.files();
  const int linked = uninterrupted([&] {
    return name_ ? files.link(name_->directory.number(), name_->name, directory.number(), name)
                 : files.link_unnamed(file_.number(), directory.number(), name);
  });
  if (linked < 0 && errno == EEXIST) return Linked::name_taken;
  if (linked < 0 && (errno == EXDEV || errno == EMLINK || errno == EPERM)) {
    return Linked::not_possible;
  }
  checked(linked, "link", directory.path(), name);
  return Linked::yes;
}

FileIdentity ContentFile::identity() const {
  struct stat status {};
  checked(file_.files().status(file_.number(), status), "fstat", path_);
  return {status.st_dev, status.st_ino};
}

void ContentFile::close() {
  if (!file_.close()) throw Failure(errno, "close " + path_);
}

}  // namespace heloport::mailbox
