#pragma once
// The words that the tests of the client are written in: a server that says what it is told to
// say, and an application that does what it is told to do.

#include <algorithm>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "engine/client_session.hpp"

namespace heloport::engine {

inline std::string_view name_of(Step step) {
  constexpr std::array names{"greeting", "hello",    "mail",   "rcpt",   "data", "message",
                             "reset",    "noop",     "verify", "expand", "help", "list",
                             "read",     "starttls", "auth",   "chunk",  "quit", "unasked"};
  return names[static_cast<std::size_t>(step)];
}

inline std::string_view name_of(ClientClose reason) {
  constexpr std::array names{"quit",           "refused", "server gone",
                             "protocol error", "timeout", "gave up"};
  return names[static_cast<std::size_t>(reason)];
}

/// An event in words: `mail 250`, `closed server gone`, `your turn`. A line of a reply is
/// `mail 250-text` or, the last one, `mail 250 text`; `+` stands where a line was cut.
inline std::string in_words(const ClientEvent& event) {
  struct Words {
    std::string operator()(const NeedReply&) const { return "need reply"; }
    std::string operator()(const DrainOutput&) const { return "drain output"; }
    std::string operator()(const YourTurn&) const { return "your turn"; }
    std::string operator()(const BodyWanted&) const { return "body wanted"; }
    std::string operator()(const Challenge& asked) const {
      return "challenge " + std::string(asked.octets);
    }
    std::string operator()(const ReplyText& line) const {
      return std::string(name_of(line.step)) + " " + std::to_string(line.code) +
             (line.begins_line ? "" : "+") + (line.last_line ? " " : "-") + std::string(line.text) +
             (line.ends_line ? "" : "+");
    }
    std::string operator()(const Answered& reply) const {
      std::string words = std::string(name_of(reply.step)) + " " + std::to_string(reply.code);
      if (!reply.enhanced.empty()) words += " " + std::string(reply.enhanced);
      return reply.recipient == 0 ? words : words + " for " + std::to_string(reply.recipient);
    }
    std::string operator()(const ClientClosed& closed) const {
      return "closed " + std::string(name_of(closed.reason));
    }
  };
  return std::visit(Words{}, event);
}

inline ClientOptions options_of(std::string hello_name) {
  ClientOptions options;
  options.hello_name = std::move(hello_name);
  return options;
}

/// A client and the server it talks to.
class ClientTalk {
 public:
  explicit ClientTalk(ClientOptions options = options_of("client.example.org"))
      : options_(std::move(options)) {}

  Buffers buffers{1};
  ClientOptions options_;
  ClientSession session{options_, buffers};
  std::vector<std::string> lines;  // of replies, as events

  /// Puts octets in, as many at a time as there is room for, and says what came of them.
  std::string octets(std::string_view octets) {
    std::string words;
    while (true) {
      const std::span<char> room = session.input();
      const std::size_t n = std::min(room.size(), octets.size());
      std::copy_n(octets.begin(), n, room.begin());
      if (n > 0) session.received(n);
      octets.remove_prefix(n);
      const std::string more = pull();
      words += words.empty() || more.empty() ? more : ", " + more;
      if (octets.empty() || n == 0 || session.finished()) return words;
    }
  }
  /// The server says a line, or several, each without its CRLF.
  template <typename... Lines>
  std::string server(Lines... said) {
    std::string text;
    ((text += std::string(said) + "\r\n"), ...);
    return octets(text);
  }
  /// Pulls events until there is nothing new, letting turns pass: the answers, and what comes next
  /// unless it is waiting for a reply.
  std::string pull() {
    std::string words;
    std::string turn;  // passed just now
    while (true) {
      const ClientEvent event = session.next();
      if (std::holds_alternative<NeedReply>(event)) return words;
      if (std::holds_alternative<ReplyText>(event)) {
        lines.push_back(in_words(event));
        continue;
      }
      const std::string word = in_words(event);
      const bool is_turn =
          std::holds_alternative<YourTurn>(event) || std::holds_alternative<BodyWanted>(event);
      if (is_turn && std::exchange(turn, word) != word) continue;
      words += (words.empty() ? "" : ", ") + word;
      const bool told =
          std::holds_alternative<Answered>(event) || std::holds_alternative<Challenge>(event);
      if (!told) return words;
      turn.clear();
    }
  }
  /// What the client has said since it was asked last.
  std::string said() {
    std::string octets;
    while (!session.output().empty()) {
      const std::string_view run = session.output().runs[0];
      octets += run;
      session.sent(run.size());
    }
    return octets;
  }

  /// Up to the first turn, with these extensions offered.
  void open(std::initializer_list<std::string_view> extensions = {}) {
    server("220 mx.example.org ESMTP");
    std::string reply =
        extensions.size() == 0 ? "250 mx.example.org\r\n" : "250-mx.example.org\r\n";
    for (const std::string_view* word = extensions.begin(); word != extensions.end(); ++word) {
      reply += word + 1 == extensions.end() ? "250 " : "250-";
      reply += *word;
      reply += "\r\n";
    }
    octets(reply);
    said();
    lines.clear();
  }
  void open_simple() {
    server("220 SimpleSMTP Server Ready");
    server("250 Hello");
    said();
    lines.clear();
  }
  /// Up to BodyWanted.
  void open_data() {
    session.mail("ann@example.org");
    server("250 Ok");
    session.rcpt("bob@example.org");
    server("250 Ok");
    session.data();
    server("354 Go");
    said();
    lines.clear();
  }
};

inline std::string name_of(CommandFault fault) {
  constexpr std::array names{"none",    "not your turn", "bad argument", "not offered",
                             "too big", "over limit",    "needs tls"};
  return names[static_cast<std::size_t>(fault)];
}

inline std::ostream& operator<<(std::ostream& out, CommandFault fault) {
  return out << name_of(fault);
}

}  // namespace heloport::engine
