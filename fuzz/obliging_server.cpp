// See obliging_server.hpp.

#include "fuzz/obliging_server.hpp"

#include <array>

namespace heloport::fuzz {
namespace {

using engine::Step;

constexpr std::string_view greeting = "220 mx.example.org ESMTP\r\n";
constexpr std::string_view simple_greeting = "220 SimpleSMTP Server Ready\r\n";
constexpr std::array<std::string_view, 16> offers{
    "PIPELINING",
    "SIZE 1000000",
    "8BITMIME",
    "SMTPUTF8",
    "CHUNKING",
    "BINARYMIME",
    "DSN",
    "STARTTLS",
    "REQUIRETLS",
    "AUTH PLAIN SCRAM-SHA-256",
    "DELIVERBY 240",
    "XLIST",
    "XREAD",
    "LIMITS MAILMAX=3 RCPTMAX=4 RCPTDOMAINMAX=2",
    "FUTURERELEASE 1000000 2037-12-31T23:59:59Z",
    "MT-PRIORITY MIXER",
};

// What accepts a command that was asked for.
std::string accepting_reply(Step step) {
  switch (step) {
    case Step::data:
      return "354 Go\r\n";
    case Step::auth:
      return "235 Welcome\r\n";
    case Step::starttls:
      return "220 Go\r\n";
    case Step::quit:
      return "221 Bye\r\n";
    default:
      return "250 Ok\r\n";
  }
}

std::string reply_of_another(Step step) {
  const bool ends = step == Step::data || step == Step::starttls || step == Step::quit;
  return ends ? "250 Ok\r\n" : "354 Go\r\n";
}

std::string in_lines(const std::string& good) {
  const std::string code = good.substr(0, 3);
  return code + "-one\r\n" + code + "-2.0.0 two\r\n" + good;
}

// Longer than the room of any session. Elsewhere each octet of it would only be refused.
std::string at_length(Step step, const std::string& good) {
  const bool takes_any = step == Step::list || step == Step::read;
  if (!takes_any) return in_lines(good);
  return "250-" + std::string(engine::input_block_octets + 9, 'x') + "\r\n" + good;
}

}  // namespace

ObligingServer::Reply ObligingServer::reply(const ClientTrace& trace, std::size_t outstanding) {
  if (silent_ || deaf_) return {};
  if (trace.answers.empty() && !greeted_) {
    greeted_ = true;
    const std::string_view good = scenario_.simple ? simple_greeting : greeting;
    return say(Step::greeting, scenario_.greeting, std::string(good));
  }
  if (hello_waits(trace)) {
    hellos_answered_until_ = trace.wire.size();
    const bool first = !offered_;
    offered_ = true;
    return say(Step::hello, first ? scenario_.hello : Manner::well, offer());
  }
  if (outstanding == 0) return {};
  const Intent& asked = trace.intents[trace.intents.size() - outstanding];
  if (asked.step == Step::auth) return reply_in_exchange(trace, asked);
  return say(asked.step, asked.call.manner, accepting_reply(asked.step));
}

ObligingServer::Reply ObligingServer::early(const Intent& content) {
  const bool data = content.step == Step::data;
  const Manner manner = data ? content.call.end_manner : content.call.manner;
  const Step step = data ? Step::message : content.step;
  if (manner == Manner::well) return {};
  return {say(step, manner, accepting_reply(step)).octets, true};
}

ObligingServer::Reply ObligingServer::say(Step step, Manner manner, const std::string& good) {
  switch (manner) {
    case Manner::well:
      return {good};
    case Manner::later:
      return {"450 4.2.1 Later\r\n"};
    case Manner::never:
      return {"550 5.7.1 No\r\n"};
    case Manner::gone:
      return {"421 4.3.2 Bye\r\n"};
    case Manner::otherwise:
      return {reply_of_another(step)};
    case Manner::and_more:
      return {good + "250 Ok\r\n", true};
    case Manner::in_lines:
      return {in_lines(good)};
    case Manner::at_length:
      return {at_length(step, good), true};
    case Manner::broken:
      return {"2x0 Ok\r\n"};
    case Manner::silent:
      silent_ = true;
      return {};
    case Manner::deaf:
      deaf_ = true;
      return {good};
  }
  return {};
}

// One challenge, or as many as the client likes until it cancels. Not now is said at once, anything
// else behind the challenge; another code and lines are a challenge that is none (RFC 4954, 4).
ObligingServer::Reply ObligingServer::reply_in_exchange(const ClientTrace& trace,
                                                        const Intent& asked) {
  if (trace.wire.ends_with("\r\n*\r\n")) return {"501 Cancelled\r\n"};
  const Manner manner = asked.call.manner;
  if (manner == Manner::later) return say(Step::auth, manner, {});
  const bool insists = (asked.call.options & is_challenged) != 0;
  challenged_ = insists || !challenged_;
  if (challenged_ && manner == Manner::otherwise) return {"334 !\r\n"};
  if (challenged_ && manner == Manner::in_lines) return {"334-YQ==\r\n334 YQ==\r\n"};
  if (challenged_) return {insists ? "334 YQ==\r\n" : "334 \r\n"};
  return say(Step::auth, manner, accepting_reply(Step::auth));
}

// The session says it by itself, and waits for its answer before it says anything else.
bool ObligingServer::hello_waits(const ClientTrace& trace) const {
  const std::string_view said = std::string_view(trace.wire).substr(hellos_answered_until_);
  const std::size_t before = said.rfind('\n', said.empty() ? 0 : said.size() - 2);
  const std::string_view last = before == said.npos ? said : said.substr(before + 1);
  return last.starts_with("EHLO ") || last.starts_with("HELO ") || last.starts_with("LHLO ");
}

std::string ObligingServer::offer() const {
  std::string text = "250-mx.example.org\r\n";
  for (std::size_t i = 0; i < offers.size(); ++i) {
    if ((scenario_.withheld >> i & 1u) != 0) continue;
    text.append("250-").append(offers[i]).append("\r\n");
  }
  const std::size_t last = text.rfind("250-");
  text[last + 3] = ' ';
  return text;
}

}  // namespace heloport::fuzz
