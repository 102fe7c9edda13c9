// A transcript as a script. See script_transcript.hpp.

#include <algorithm>
#include <array>
#include <variant>

#include "conformance/shown.hpp"
#include "conformance/words.hpp"
#include "fuzz/script_transcript.hpp"

namespace heloport::fuzz {
namespace {

using conformance::Exchange;
using conformance::Verdict;

Event setting(Setting which, std::uint8_t b = 0, std::uint32_t n = 0) {
  return {.kind = EventKind::setting, .a = static_cast<std::uint8_t>(which), .b = b, .n = n};
}
Event act(Act::Kind kind, std::uint32_t n = 0) {
  return {.kind = EventKind::act, .a = static_cast<std::uint8_t>(kind), .n = n};
}

/// The question of an `E: ` line by its first word; nothing for a statement.
std::optional<Asked> asked_by(std::string_view text) {
  struct Row {
    std::string_view word;
    Asked asked;
  };
  static constexpr std::array rows{
      Row{"sender", Asked::sender},     Row{"recipient", Asked::recipient},
      Row{"message", Asked::end},       Row{"verify", Asked::verify},
      Row{"expand", Asked::expand},     Row{"list", Asked::list},
      Row{"read", Asked::read},         Row{"starttls", Asked::starttls},
      Row{"auth", Asked::auth},         Row{"response", Asked::response},
      Row{"etrn", Asked::etrn},         Row{"xclient", Asked::xclient},
      Row{"xforward", Asked::xforward},
  };
  const std::string_view word = conformance::take_word(text);
  for (const Row& row : rows) {
    if (row.word == word) return row.asked;
  }
  return std::nullopt;
}

Answer::Kind answer_of(const Verdict& verdict) {
  switch (verdict.kind) {
    case Verdict::Kind::accept:
      return Answer::Kind::accept;
    case Verdict::Kind::answer:
      return Answer::Kind::other;
    case Verdict::Kind::challenge:
      return Answer::Kind::challenge;
    case Verdict::Kind::later:
      return Answer::Kind::later;
    case Verdict::Kind::reject:
      break;
  }
  if (verdict.reply.code == 421) return Answer::Kind::goodbye;
  return verdict.reply.code < 500 ? Answer::Kind::postpone : Answer::Kind::reject;
}

/// Writes a script.
class Reader {
 public:
  Script read(const conformance::Transcript& transcript) {
    settings(transcript.settings);
    for (const Exchange& exchange : transcript.exchanges) take(exchange);
    answers();
    script_.events.insert(script_.events.end(), said_.begin(), said_.end());
    return std::move(script_);
  }

 private:
  void settings(const conformance::Settings& settings) {
    const engine::ServerOptions& server = settings.server;
    const auto flag = [&](bool on, Setting which, std::uint8_t b = 0) {
      if (on) script_.events.push_back(setting(which, b));
    };
    flag(server.dialect == &engine::simple, Setting::dialect, 1);
    flag(server.dialect == &engine::reference, Setting::dialect, 2);
    flag(server.line_endings == engine::LineEndings::normalise, Setting::normalise);
    flag(settings.peer.may_list, Setting::local);
    flag(settings.peer.trusted, Setting::trusted);
    flag(server.protocol == engine::Protocol::lmtp, Setting::lmtp);
    flag(settings.implicit_tls.has_value(), Setting::implicit_tls);
    flag(server.tls_required, Setting::require_tls);
    flag(server.auth_required, Setting::require_auth);
    for (const engine::Extension& extension : engine::all_extensions()) {
      const auto id = static_cast<std::uint8_t>(extension.id);
      flag(server.provided.has(extension.id), Setting::provide, id);
      flag(server.switched_off.has(extension.id), Setting::switch_off, id);
    }
    for (std::size_t i = 0; i < engine::mechanisms.size(); ++i) {
      const bool has = server.mechanisms.has(engine::mechanisms[i].id);
      flag(has, Setting::mechanism, static_cast<std::uint8_t>(i));
    }
    limits(server.limits);
  }

  void limits(const engine::Limits& limits) {
    const engine::Limits usual;
    for (std::size_t i = 0; i < script_limits().size(); ++i) {
      const std::uint64_t value = script_limits()[i].value(limits);
      if (value == script_limits()[i].value(usual)) continue;
      script_.events.push_back(
          setting(Setting::limit, static_cast<std::uint8_t>(i), static_cast<std::uint32_t>(value)));
    }
  }

  void take(const Exchange& exchange) {
    for (const conformance::PlacedAct& placed : exchange.acts) {
      std::visit([this](const auto& one) { take(one); }, placed.act);
    }
    for (const Verdict& verdict : exchange.silent_verdicts) silent(verdict);
    std::size_t question = 0;
    for (const conformance::ShownEvent& event : exchange.events) {
      const auto asked = asked_by(event.text);
      if (!asked) continue;
      const bool told = question < exchange.verdicts.size() && exchange.verdicts[question];
      answer(*asked, told ? answer_of(*exchange.verdicts[question]) : Answer::Kind::accept);
      ++question;
    }
  }

  void take(const conformance::Write& write) {
    std::string_view octets = write.octets;
    while (!octets.empty()) {
      const std::size_t end = octets.find("\r\n");
      const std::size_t size = end == std::string_view::npos ? octets.size() : end + 2;
      say(octets.substr(0, size));
      octets.remove_prefix(size);
    }
    said_.push_back({.kind = EventKind::split});
  }
  void take(const conformance::EndOfInput&) { said_.push_back(act(Act::Kind::end_of_input)); }
  void take(const conformance::Advance& advance) {
    said_.push_back(act(Act::Kind::advance, static_cast<std::uint32_t>(advance.by.count())));
  }
  void take(const conformance::Stop& stop) {
    said_.push_back(act(stop.now ? Act::Kind::stop_now : Act::Kind::stop_idle));
  }
  void take(const conformance::Reading& reading) {
    said_.push_back(act(reading.on ? Act::Kind::reading_on : Act::Kind::reading_off));
  }
  void take(const conformance::TlsStarted&) { said_.push_back({.kind = EventKind::tls}); }
  // What was left open is answered when the world acts next.
  void take(const conformance::Decide&) { said_.push_back(act(Act::Kind::advance)); }
  void take(const conformance::ClientCommand&) {}

  void say(std::string_view octets) {
    const std::string_view verb = octets.substr(0, 4);
    if (verb == "EHLO" || verb == "HELO" || verb == "LHLO") answer(Asked::hello);
    if (octets == "DATA\r\n") answer(Asked::begin);
    const auto& table = tokens();
    const auto known = std::find(table.begin(), table.end(), octets);
    if (known != table.end()) {
      const auto number = static_cast<std::uint8_t>(known - table.begin());
      return said_.push_back({.kind = EventKind::token, .a = number});
    }
    // A long run of one octet, as transcripts like to show limits.
    const bool one = octets.size() > 16 && octets.find_first_not_of(octets[0]) == octets.npos;
    if (one) {
      return said_.push_back({.kind = EventKind::fill,
                              .a = static_cast<std::uint8_t>(octets[0]),
                              .n = static_cast<std::uint32_t>(octets.size())});
    }
    const bool line = octets.ends_with("\r\n");
    if (line) octets.remove_suffix(2);
    said_.push_back(
        {.kind = line ? EventKind::line : EventKind::octets, .text = std::string(octets)});
  }

  // A verdict on a question that is not shown is about the last one of its kind that was said.
  void silent(const Verdict& verdict) {
    const Asked asked = verdict.silent == "connect" ? Asked::connected
                        : verdict.silent == "hello" ? Asked::hello
                                                    : Asked::begin;
    auto& kind = answers_[static_cast<std::size_t>(asked)];
    if (kind.empty()) kind.push_back(Answer::Kind::accept);
    kind.back() = answer_of(verdict);
  }

  void answer(Asked asked, Answer::Kind kind = Answer::Kind::accept) {
    answers_[static_cast<std::size_t>(asked)].push_back(kind);
  }

  // All of them stand in front, a kind after the other; those that accept at the end are not told.
  void answers() {
    for (std::size_t asked = 0; asked < asked_kinds; ++asked) {
      auto& kind = answers_[asked];
      while (!kind.empty() && kind.back() == Answer::Kind::accept) kind.pop_back();
      for (const Answer::Kind one : kind) {
        script_.events.push_back({.kind = EventKind::answer,
                                  .a = static_cast<std::uint8_t>(asked),
                                  .b = static_cast<std::uint8_t>(one)});
      }
    }
  }

  Script script_;
  std::vector<Event> said_;
  std::array<std::vector<Answer::Kind>, asked_kinds> answers_;
};

}  // namespace

std::optional<Script> script_of(const conformance::Transcript& transcript) {
  if (transcript.settings.played == conformance::Played::client) return std::nullopt;
  return Reader().read(transcript);
}

}  // namespace heloport::fuzz
