// Promise R5: deliveries and readers side by side never lose or mix anything.

#include <algorithm>
#include <atomic>
#include <mutex>
#include <set>
#include <thread>

#include "mailbox/file_delivery.hpp"
#include "tests/mailbox/store_test.hpp"

namespace heloport::mailbox {
namespace {

constexpr int writers = 6;
constexpr int mails_per_writer = 40;
constexpr int readers = 2;

// A mail that says what it is: complete if its end agrees with its beginning.
std::string mail_of(int writer, int number) {
  const std::string mark = std::to_string(writer) + "." + std::to_string(number);
  const std::size_t octets = number % 5 == 0 ? gathered_octets_max + 100 : 100;
  return "begin " + mark + "\r\n" + std::string(octets, 'x') + "\r\nend " + mark + "\r\n";
}

bool is_whole(const std::string& mail) {
  if (!mail.starts_with("begin ") || !mail.ends_with("\r\n")) return false;
  const std::string mark = mail.substr(6, mail.find('\r') - 6);
  return mail.ends_with("\r\nend " + mark + "\r\n");
}

class Concurrent : public ::testing::TestWithParam<const char*> {
 protected:
  void write_mails(int writer) {
    for (int number = 0; number < mails_per_writer; ++number) {
      const auto outcome = deliver(*store_, {{bob, carol}, "same"}, mail_of(writer, number));
      const auto* committed = std::get_if<Committed>(&outcome);
      const std::lock_guard lock(mutex_);
      if (committed == nullptr) {
        ++failures_;
      } else {
        paths_.insert(committed->paths.begin(), committed->paths.end());
      }
    }
  }

  // Whatever is listed can be opened, is whole, and stays listed, while it is being moved about.
  void read_mails(const Address& user) {
    std::set<std::string> seen;
    while (!done_) {
      const auto names = std::get<std::vector<std::string>>(store_->list(user));
      if (!std::includes(names.begin(), names.end(), seen.begin(), seen.end())) ++failures_;
      for (const std::string& name : names) {
        const auto mail = opened_mail(*store_, user, name);
        if (!mail || !is_whole(read_all(*mail))) ++failures_;
        seen.insert(name);
      }
    }
  }

  // Does as a mail reader does: moves what is new to cur, marked as seen.
  void move_mails() {
    const auto box = folder_ / "mail/bob@example.com";
    while (!done_) {
      std::error_code error;
      for (const auto& entry : std::filesystem::directory_iterator(box / "new", error)) {
        std::filesystem::rename(entry.path(),
                                box / "cur" / (entry.path().filename().string() + ":2,S"), error);
      }
    }
  }

  TemporaryFolder folder_{memory()};
  std::unique_ptr<Store> store_ = opened(GetParam() + (folder_ / "mail").string());
  std::atomic<bool> done_ = false;
  std::atomic<int> failures_ = 0;
  std::mutex mutex_;
  std::set<std::string> paths_;
};

TEST_P(Concurrent, DeliveriesAndReadersLoseNothing) {
  std::vector<std::thread> reading;
  for (int reader = 0; reader < readers; ++reader) {
    reading.emplace_back([this, reader] { read_mails(reader % 2 == 0 ? bob : carol); });
  }
  if (GetParam() == std::string("maildir:")) reading.emplace_back([this] { move_mails(); });
  std::vector<std::thread> writing;
  for (int writer = 0; writer < writers; ++writer) {
    writing.emplace_back([this, writer] { write_mails(writer); });
  }
  for (auto& thread : writing) thread.join();
  done_ = true;
  for (auto& thread : reading) thread.join();

  EXPECT_EQ(failures_, 0);
  EXPECT_EQ(paths_.size(), 2U * writers * mails_per_writer);
  for (const Address& user : {bob, carol}) {
    std::multiset<std::string> found;
    for (const std::string& name : names_in(*store_, user)) {
      found.insert(read_all(*opened_mail(*store_, user, name)));
    }
    EXPECT_EQ(found.size(), static_cast<std::size_t>(writers * mails_per_writer));
    for (int writer = 0; writer < writers; ++writer) {
      for (int number = 0; number < mails_per_writer; ++number) {
        EXPECT_EQ(found.count(mail_of(writer, number)), 1U) << writer << "." << number;
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Stores, Concurrent, ::testing::Values("directory:", "maildir:"),
                         [](const auto& store) {
                           const std::string url = store.param;
                           return url.substr(0, url.size() - 1);
                         });

}  // namespace
}  // namespace heloport::mailbox
