// See duet.hpp.

#include "duet.hpp"

#include <algorithm>

namespace heloport::duet {

std::ostream& operator<<(std::ostream& out, const Setup& setup) {
  static constexpr std::array<std::string_view, 3> tls{"in clear", "STARTTLS", "implicit TLS"};
  static constexpr std::array<std::string_view, 4> refusals{"nobody", "some", "everyone",
                                                            "the message"};
  out << (setup.protocol == engine::Protocol::lmtp ? "LMTP " : "SMTP ");
  out << tls[static_cast<std::size_t>(setup.tls)] << ", refused: ";
  out << refusals[static_cast<std::size_t>(setup.refusals)] << ", off:";
  for (const engine::Extension& extension : engine::all_extensions()) {
    if (setup.off.has(extension.id)) out << ' ' << extension.keyword;
  }
  return out;
}

Duet::Duet(const Setup& setup)
    : setup_(setup),
      receiving_(setup_, server_buffers_),
      sending_(setup_, client_buffers_),
      link_({sending_.session(), [this] { sending_.serve(); }},
            {receiving_.session(), [this] { receiving_.serve(); }}) {}

void Duet::play() {
  constexpr engine::Time longer_than_any_timeout = std::chrono::hours(2);
  link_.run_until_quiet();
  link_.advance(longer_than_any_timeout);
  sending_.conclude();
}

std::string Duet::disagreement() const {
  for (const Sending::Message& message : sending_.sent()) {
    for (std::size_t i = 0; i < recipients.size(); ++i) {
      const auto mine = [&](const Kept& kept) {
        return kept.recipient == recipients[i] && kept.content == message.content;
      };
      const auto& kept = receiving_.kept();
      const auto times = std::count_if(kept.begin(), kept.end(), mine);
      const Outcome outcome = message.outcomes[i];
      const std::string who(recipients[i]);
      if (times > 1) return who + " has it twice";
      if (outcome == Outcome::sent && times == 0) return who + " is sent and not kept";
      if (outcome == Outcome::refused && times == 1) return who + " is refused and kept";
      if (outcome == Outcome::unsent && times == 1) return who + " is unsent and kept";
      // Whoever believes that end takes what has no answer for sent.
      if (outcome == Outcome::unknown && sending_.ended_well()) {
        return who + " is unknown and the session ended well";
      }
    }
  }
  for (const Kept& kept : receiving_.kept()) {
    const auto whole = [&](const Sending::Message& message) {
      return message.content == kept.content;
    };
    const auto& sent = sending_.sent();
    if (std::none_of(sent.begin(), sent.end(), whole)) return "kept what nobody sent";
  }
  return {};
}

bool Duet::certain() const {
  for (const Sending::Message& message : sending_.sent()) {
    for (Outcome outcome : message.outcomes) {
      if (outcome != Outcome::sent && outcome != Outcome::refused) return false;
    }
  }
  return true;
}

}  // namespace heloport::duet
