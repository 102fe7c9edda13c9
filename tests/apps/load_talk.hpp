#pragma once
// A session of a load before a server that says what a test tells it, under a clock of its own.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "apps/load_session.hpp"

namespace heloport::apps {

inline constexpr std::chrono::milliseconds a_millisecond{1};

/// What a load of one session wants. The messages are small.
struct LoadWish {
  LoadMail mail{.from = "ann@example.org", .to = "bob@example.com", .octets = 8};
  LoadAmount amount{.messages_max = 1};
  LoadManners manners{.hello = "EHLO client.example.org"};
};

/// Lifetime: the clock is one for all of a process: one talk at a time.
class LoadTalk {
 public:
  explicit LoadTalk(const LoadWish& wish = {})
      : shared{wish.manners, LoadScript(wish.mail), wish.mail.ahead, LoadSchedule(wish.amount),
               LoadRecord(), &LoadTalk::now} {
    clock() = LoadTime{0};
    shared.schedule.begin(now());
    shared.record.begin(now());
    session.emplace(0, shared);
  }

  static LoadTime& clock() {
    static LoadTime time{0};
    return time;
  }
  static LoadTime now() { return clock(); }

  /// Everything that the session says now, as one write.
  std::string says() {
    session->speak();
    std::string said;
    const engine::Output output = session->output();
    for (const std::string_view run : output.runs) said += run;
    if (!said.empty()) session->sent(said.size());
    return said;
  }

  /// The server says this, in one piece; the answer is what the session says then.
  std::string hears(std::string_view octets) {
    const std::span<char> room = session->input();
    octets.copy(room.data(), room.size());
    session->received(octets.size());
    return says();
  }

  /// Up to the first command of a message, which it returns.
  std::string greeted(std::string_view offer = "250 mx.example.org\r\n") {
    hears("220 mx.example.org ESMTP\r\n");
    return hears(offer);
  }

  std::string fault() const { return shared.fault ? shared.fault->text : ""; }
  std::uint64_t delivered() const { return shared.record.latencies().count(); }

  LoadShared shared;
  std::optional<LoadSession> session;
};

}  // namespace heloport::apps
