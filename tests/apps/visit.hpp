#pragma once
// One visit of a client to a server party, in memory: what the party does without a transport.

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "apps/server_party.hpp"
#include "mailbox/store.hpp"

namespace heloport::apps {

/// A store in memory. Deliveries fail as told.
class MemoryStore final : public mailbox::Store {
 public:
  std::unique_ptr<mailbox::Delivery> begin(mailbox::MessageOrder order) override {
    ++begun;
    last_order = order;
    return std::make_unique<MemoryDelivery>(*this);
  }
  std::variant<std::vector<std::string>, mailbox::StoreFault> list(
      const mailbox::Address& user) override {
    if (fault) return *fault;
    if (user.local_part == "bob") return names;
    return std::vector<std::string>();
  }
  std::variant<std::unique_ptr<mailbox::MailReader>, mailbox::NoSuchMail, mailbox::StoreFault> open(
      const mailbox::Address&, std::string_view name) override {
    if (fault) return *fault;
    if (name != "mail") return mailbox::NoSuchMail{};
    return std::make_unique<MemoryReader>(mail);
  }
  std::string promise() const override { return "250 means nothing here"; }

  std::size_t begun = 0;
  std::size_t abandoned = 0;
  std::optional<mailbox::StoreFault> fault;
  mailbox::MessageOrder last_order;
  std::vector<std::string> stored;
  std::vector<std::string> names{"one.txt", "two.txt"};
  std::string mail;

 private:
  class MemoryDelivery final : public mailbox::Delivery {
   public:
    explicit MemoryDelivery(MemoryStore& store) : store_(store) {}
    ~MemoryDelivery() override {
      if (!committed_) ++store_.abandoned;
    }
    void write(std::string_view octets) override { content_ += octets; }
    std::variant<mailbox::Committed, mailbox::StoreFault> commit() override {
      committed_ = true;
      if (store_.fault) return *store_.fault;
      store_.stored.push_back(content_);
      return mailbox::Committed{{"memory/mail"}};
    }

   private:
    MemoryStore& store_;
    std::string content_;
    bool committed_ = false;
  };
  class MemoryReader final : public mailbox::MailReader {
   public:
    explicit MemoryReader(std::string text) : text_(std::move(text)) {}
    std::variant<std::size_t, mailbox::StoreFault> read(std::span<char> room) override {
      const std::size_t n = text_.copy(room.data(), room.size(), position_);
      position_ += n;
      return n;
    }
    std::size_t size_octets() const override { return text_.size(); }
    std::size_t last_line_offset() const override {
      if (text_.size() < 2) return 0;
      const std::size_t end = text_.rfind("\r\n", text_.size() - 3);
      return end == std::string::npos || text_.size() < 3 ? 0 : end + 2;
    }

   private:
    const std::string text_;
    std::size_t position_ = 0;
  };
};

/// Says lines, returns replies. What runs on the pool is waited for, so replies are complete.
class Visit {
 public:
  explicit Visit(Service& service, std::string peer_address = "", bool local = true) {
    transports::Arrival arrival;
    arrival.wake = [this] {
      const std::lock_guard lock(mutex_);
      woken_ = true;
      woke_.notify_all();
    };
    arrival.peer_address = std::move(peer_address);
    arrival.local = local;
    party_ = std::make_unique<ServerParty>(service, buffers_, arrival);
    party_->octets().expire(engine::Time{0});
    party_->serve();
    greeting = drain();
  }

  /// One or more lines without their last CRLF; the replies to them.
  std::string says(std::string_view lines) { return sends(std::string(lines) + "\r\n"); }

  std::string sends(std::string_view octets) {
    std::string replies;
    while (!octets.empty() && !party_->octets().finished()) {
      const std::span<char> room = party_->octets().input();
      if (room.empty()) {
        replies += settle();
        continue;
      }
      const std::size_t n = octets.copy(room.data(), room.size());
      party_->octets().received(n);
      octets.remove_prefix(n);
      party_->serve();
    }
    return replies + settle();
  }

  transports::Party& party() { return *party_; }
  void leave() { party_.reset(); }

  std::string greeting;

 private:
  // Lets the party run until it wants octets or is over.
  std::string settle() {
    std::string replies;
    while (true) {
      replies += drain();
      if (party_->octets().finished() || !party_->octets().input().empty())
        return replies + drain();
      std::unique_lock lock(mutex_);
      const bool came = woke_.wait_for(lock, std::chrono::seconds(10), [this] { return woken_; });
      woken_ = false;
      lock.unlock();
      EXPECT_TRUE(came) << "the pool never answered";
      if (!came) return replies;
      party_->serve();
    }
  }

  std::string drain() {
    std::string octets;
    while (!party_->octets().output().empty()) {
      const engine::Output output = party_->octets().output();
      for (std::string_view run : output.runs) octets += run;
      party_->octets().sent(output.size());
      party_->serve();
    }
    return octets;
  }

  std::mutex mutex_;
  std::condition_variable woke_;
  bool woken_ = false;
  engine::Buffers buffers_{1};
  std::unique_ptr<ServerParty> party_;
};

}  // namespace heloport::apps
