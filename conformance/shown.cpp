// See shown.hpp.

#include "conformance/shown.hpp"

#include <array>
#include <type_traits>
#include <variant>

#include "conformance/shown_parameters.hpp"
#include "conformance/words.hpp"
#include "engine/client_session.hpp"
#include "grammar/transcript.hpp"

namespace heloport::conformance {
namespace {

std::string quoted(std::string_view octets) {
  return '"' + grammar::escape(octets) + '"';
}
std::string bracketed(std::string_view path) {
  return '<' + std::string(path) + '>';
}

ShownEvent plain(std::string text) {
  return {std::move(text), std::nullopt, 0};
}

std::string_view word_of(engine::DropReason reason) {
  using engine::DropReason;
  switch (reason) {
    case DropReason::reset:
      return "reset";
    case DropReason::too_big:
      return "too big";
    case DropReason::bad_line_ending:
      return "bad line ending";
    case DropReason::session_end:
      return "session end";
  }
  return "";
}

std::string_view word_of(engine::CloseReason reason) {
  using engine::CloseReason;
  switch (reason) {
    case CloseReason::quit:
      return "quit";
    case CloseReason::peer_gone:
      return "peer gone";
    case CloseReason::timeout:
      return "timeout";
    case CloseReason::too_many_errors:
      return "too many errors";
    case CloseReason::bad_line_ending:
      return "bad line ending";
    case CloseReason::refused:
      return "refused";
    case CloseReason::shutdown:
      return "shutdown";
    case CloseReason::bad_chunk_size:
      return "bad chunk size";
  }
  return "";
}

std::string_view word_of(engine::ClientClose reason) {
  using engine::ClientClose;
  switch (reason) {
    case ClientClose::quit:
      return "quit";
    case ClientClose::refused:
      return "refused";
    case ClientClose::server_gone:
      return "server gone";
    case ClientClose::protocol_error:
      return "protocol error";
    case ClientClose::timeout:
      return "timeout";
    case ClientClose::gave_up:
      return "gave up";
  }
  return "";
}

std::string_view word_of(engine::CommandFault fault) {
  using engine::CommandFault;
  switch (fault) {
    case CommandFault::none:
      return "none";
    case CommandFault::not_your_turn:
      return "not your turn";
    case CommandFault::bad_argument:
      return "bad argument";
    case CommandFault::not_offered:
      return "not offered";
    case CommandFault::too_big:
      return "too big";
    case CommandFault::over_limit:
      return "over limit";
    case CommandFault::needs_tls:
      return "needs tls";
  }
  return "";
}

std::string_view word_of(engine::Step step) {
  static constexpr std::array<std::string_view, 18> words{
      "greeting", "hello", "mail", "rcpt", "data",     "message", "reset", "noop", "verify",
      "expand",   "help",  "list", "read", "starttls", "auth",    "chunk", "quit", "unasked"};
  return words[static_cast<std::size_t>(step)];
}

template <class T>
constexpr bool is_silent =
    std::is_same_v<T, engine::NeedInput> || std::is_same_v<T, engine::AwaitVerdict> ||
    std::is_same_v<T, engine::AwaitOutput> || std::is_same_v<T, engine::Connected> ||
    std::is_same_v<T, engine::Hello> || std::is_same_v<T, engine::MessageBegin> ||
    std::is_same_v<T, engine::AnswerWanted>;

/// The text of every event that is shown.
struct Shower {
  std::string operator()(const engine::Sender& e) const {
    return "sender " + bracketed(e.path.text) + shown_parameters(e.parameters);
  }
  std::string operator()(const engine::Recipient& e) const {
    return "recipient " + bracketed(e.path.text) + shown_parameters(e.parameters);
  }
  std::string operator()(const engine::MessageEnd&) const { return "message end"; }
  std::string operator()(const engine::Verify& e) const {
    return "verify " + std::string(e.argument);
  }
  std::string operator()(const engine::Expand& e) const {
    return "expand " + std::string(e.argument);
  }
  std::string operator()(const engine::List& e) const { return "list " + bracketed(e.user.text); }
  std::string operator()(const engine::Read& e) const {
    return "read " + bracketed(e.user.text) + ' ' + std::string(e.name);
  }
  std::string operator()(const engine::StartTls&) const { return "starttls"; }
  std::string operator()(const engine::Auth& e) const {
    std::string text = "auth " + std::string(e.mechanism);
    if (e.initial_response) text += ' ' + quoted(*e.initial_response);
    return text;
  }
  std::string operator()(const engine::AuthResponse& e) const {
    return "response " + quoted(e.octets);
  }
  std::string operator()(const engine::AuthDropped&) const { return "auth dropped"; }
  std::string operator()(const engine::Etrn& e) const { return "etrn " + std::string(e.node); }
  std::string operator()(const engine::Xclient& e) const {
    return "xclient " + std::string(e.attributes.text());
  }
  std::string operator()(const engine::Xforward& e) const {
    return "xforward " + std::string(e.attributes.text());
  }
  std::string operator()(const engine::FileName& e) const { return "file name " + quoted(e.name); }
  std::string operator()(const engine::BodyChunk&) const { return {}; }
  std::string operator()(const engine::TransactionDropped& e) const {
    return "dropped " + std::string(word_of(e.reason));
  }
  std::string operator()(const engine::Closed& e) const {
    return "closed " + std::string(word_of(e.reason));
  }
};

std::optional<std::string> unquoted(std::string_view text) {
  if (text.size() < 2 || text.front() != '"' || text.back() != '"') return std::nullopt;
  return grammar::unescape(text.substr(1, text.size() - 2));
}

}  // namespace

std::optional<ShownEvent> parse_event(std::string_view text) {
  static constexpr std::array<std::string_view, 18> beginnings{"sender <",
                                                               "recipient <",
                                                               "verify ",
                                                               "expand ",
                                                               "list <",
                                                               "read <",
                                                               "dropped ",
                                                               "file name \"",
                                                               "answered ",
                                                               "text \"",
                                                               "fault ",
                                                               "auth ",
                                                               "response \"",
                                                               "etrn ",
                                                               "xclient ",
                                                               "xforward ",
                                                               "response (hidden)",
                                                               "challenge \""};
  if (text.starts_with("body ")) {
    auto octets = unquoted(text.substr(5));
    if (!octets) return std::nullopt;
    return ShownEvent{{}, std::move(octets), 0};
  }
  if (text == "message end" || text == "starttls" || text == "closed" ||
      text.starts_with("closed ")) {
    return plain(std::string(text));
  }
  for (std::string_view beginning : beginnings) {
    if (text.starts_with(beginning)) return plain(std::string(text));
  }
  return std::nullopt;
}

bool is_question(const ShownEvent& event) {
  static constexpr std::array<std::string_view, 13> questions{
      "sender", "recipient", "message",  "verify", "expand",  "list",    "read",
      "auth",   "response",  "starttls", "etrn",   "xclient", "xforward"};
  if (event.body || event.text == "auth dropped") return false;
  std::string_view rest = event.text;
  const std::string_view word = take_word(rest);
  for (std::string_view question : questions) {
    if (question == word) return true;
  }
  return false;
}

bool same(const ShownEvent& expected, const ShownEvent& came) {
  if (expected.text == "closed") return came.text.starts_with("closed");
  return expected.text == came.text && expected.body == came.body;
}

std::vector<std::string> event_lines(const ShownEvent& event) {
  if (!event.body) return {"E: " + event.text};
  std::vector<std::string> lines;
  std::string_view rest = *event.body;
  do {
    const std::size_t end = rest.find("\r\n");
    const std::string_view line = rest.substr(0, end == std::string_view::npos ? end : end + 2);
    lines.push_back("E: body " + quoted(line));
    rest.remove_prefix(line.size());
  } while (!rest.empty());
  return lines;
}

std::optional<ShownEvent> show(const engine::ServerEvent& event) {
  return std::visit(
      [](const auto& e) -> std::optional<ShownEvent> {
        using T = std::decay_t<decltype(e)>;
        if constexpr (std::is_same_v<T, engine::BodyChunk>) {
          return ShownEvent{{}, std::string(e.octets), 0};
        } else if constexpr (is_silent<T>) {
          return std::nullopt;
        } else {
          return plain(Shower{}(e));
        }
      },
      event);
}

ShownEvent show(const engine::Answered& answered) {
  std::string text =
      "answered " + std::string(word_of(answered.step)) + ' ' + std::to_string(answered.code);
  if (!answered.text.empty()) text += ' ' + grammar::escape(answered.text);
  return plain(std::move(text));
}

ShownEvent show(const engine::ClientClosed& closed) {
  return plain("closed " + std::string(word_of(closed.reason)));
}

ShownEvent show(engine::CommandFault fault) {
  return plain("fault " + std::string(word_of(fault)));
}

ShownEvent show(const engine::Challenge& challenge) {
  return plain("challenge " + quoted(challenge.octets));
}

ShownEvent show_text(std::string_view line) {
  return plain("text " + quoted(line));
}

}  // namespace heloport::conformance
