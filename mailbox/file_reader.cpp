// A mail that is being read from its file.

#include "mailbox/file_reader.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <string_view>

namespace heloport::mailbox {

namespace {

constexpr std::size_t block_octets = 16 * 1024;

}  // namespace

FileReader::FileReader(Descriptor file, std::string path)
    : file_(std::move(file)), path_(std::move(path)) {
  struct stat status {};
  checked(file_.files().status(file_.number(), status), "fstat", path_);
  size_octets_ = static_cast<std::size_t>(status.st_size);
  last_line_offset_ = find_last_line();
}

std::variant<std::size_t, StoreFault> FileReader::read(std::span<char> room) {
  using Answer = std::variant<std::size_t, StoreFault>;
  return answer<Answer>([&]() -> Answer {
    const std::size_t count = read_at(position_, room);
    position_ += count;
    return count;
  });
}

std::size_t FileReader::read_at(std::size_t offset, std::span<char> room) const {
  room = room.first(std::min(room.size(), size_octets_ - offset));
  const auto count = uninterrupted(
      [&] { return file_.files().read(file_.number(), room, static_cast<off_t>(offset)); });
  return static_cast<std::size_t>(checked(count, "read", path_));
}

void FileReader::fill_from(std::size_t offset, std::span<char> room) const {
  while (!room.empty()) {
    const std::size_t count = read_at(offset, room);
    // Mails do not shrink: somebody cuts this one while we look.
    if (count == 0) throw Failure(EIO, "read " + path_);
    offset += count;
    room = room.subspan(count);
  }
}

// From the end, block by block: the last line begins behind the last line end that is not the end
// of the mail itself. Blocks overlap by one octet, because a line end may lie across two of them.
std::size_t FileReader::find_last_line() const {
  if (size_octets_ == 0) return 0;
  std::array<char, block_octets> room;
  std::size_t end = size_octets_ - 1;  // a final line end begins no line
  for (;;) {
    const std::size_t begin = end - std::min(end, room.size());
    const auto block = std::span(room).first(end - begin);
    fill_from(begin, block);
    const auto found = std::string_view(block.data(), block.size()).rfind('\n');
    if (found != std::string_view::npos) return begin + found + 1;
    if (begin == 0) return 0;
    end = begin;
  }
}

}  // namespace heloport::mailbox
