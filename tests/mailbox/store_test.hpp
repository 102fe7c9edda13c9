#pragma once
// The words of the store tests: a folder of their own, mail that arrives, mail that is read.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "mailbox/store.hpp"

namespace heloport::mailbox {

inline const Address bob{"bob", "example.com"};
inline const Address carol{"carol", "example.com"};

/// A folder that exists as long as the test.
class TemporaryFolder {
 public:
  explicit TemporaryFolder(
      const std::filesystem::path& where = std::filesystem::temp_directory_path()) {
    std::string pattern = (where / "heloport-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) std::abort();
    path_ = pattern;
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path operator/(std::string_view name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

/// A file system in memory, where there is one: for tests that sync thousands of times and are
/// about something else.
inline std::filesystem::path memory() {
  const std::filesystem::path shared = "/dev/shm";
  std::error_code error;
  return std::filesystem::is_directory(shared, error) ? shared
                                                      : std::filesystem::temp_directory_path();
}

inline std::string content_of(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

inline void put(const std::filesystem::path& file, std::string_view content) {
  std::filesystem::create_directories(file.parent_path());
  std::ofstream(file, std::ios::binary) << content;
}

inline std::unique_ptr<Store> opened(const std::string& url) {
  return std::get<std::unique_ptr<Store>>(open_store(url));
}

inline std::size_t open_descriptors() {
  const std::filesystem::directory_iterator entries("/proc/self/fd");
  return static_cast<std::size_t>(std::distance(begin(entries), end(entries)));
}

using Outcome = std::variant<Committed, StoreFault>;

inline Outcome deliver(Store& store, MessageOrder order, std::string_view content) {
  const auto delivery = store.begin(std::move(order));
  delivery->write(content);
  return delivery->commit();
}

/// The paths of the copies; fails the test when there are none.
inline std::vector<std::string> delivered(const Outcome& outcome) {
  if (const auto* fault = std::get_if<StoreFault>(&outcome)) {
    ADD_FAILURE() << fault->doing << ": " << fault->error.message();
    return {};
  }
  return std::get<Committed>(outcome).paths;
}

inline std::vector<std::string> names_in(Store& store, const Address& user) {
  auto names = store.list(user);
  if (const auto* fault = std::get_if<StoreFault>(&names)) {
    ADD_FAILURE() << fault->doing << ": " << fault->error.message();
    return {};
  }
  return std::get<std::vector<std::string>>(names);
}

inline std::unique_ptr<MailReader> opened_mail(Store& store, const Address& user,
                                               std::string_view name) {
  auto mail = store.open(user, name);
  auto* reader = std::get_if<std::unique_ptr<MailReader>>(&mail);
  return reader != nullptr ? std::move(*reader) : nullptr;
}

inline bool has_no_mail(Store& store, const Address& user, std::string_view name) {
  return std::holds_alternative<NoSuchMail>(store.open(user, name));
}

/// All of a mail, read in pieces of `piece_octets`.
inline std::string read_all(MailReader& reader, std::size_t piece_octets = 4096) {
  std::string all;
  std::vector<char> room(piece_octets);
  for (;;) {
    const auto count = std::get<std::size_t>(reader.read(room));
    if (count == 0) return all;
    all.append(room.data(), count);
  }
}

}  // namespace heloport::mailbox
