// O10: what a client says. See client_play.hpp. The wire is read by the grammar of our server.

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "fuzz/client_play.hpp"
#include "fuzz/reference_reading.hpp"
#include "grammar/base64.hpp"
#include "grammar/command.hpp"
#include "grammar/xtext.hpp"

namespace heloport::fuzz {
namespace {

using engine::ClientClose;
using engine::Step;
using grammar::Verb;

Verb verb_of(Wish wish) {
  static constexpr std::array<Verb, wishes> verbs{
      Verb::mail, Verb::rcpt,    Verb::data, Verb::bdat, Verb::bdat, Verb::rset,     Verb::noop,
      Verb::vrfy, Verb::expn,    Verb::help, Verb::list, Verb::read, Verb::starttls, Verb::auth,
      Verb::quit, Verb::unknown, Verb::mail, Verb::data, Verb::mail, Verb::rcpt};
  return verbs[static_cast<std::size_t>(wish)];
}

bool is_hello(Verb verb) {
  return verb == Verb::ehlo || verb == Verb::helo || verb == Verb::lhlo;
}

void add_utf8(std::uint32_t point, std::string& text) {
  const auto add = [&text](std::uint32_t octet) { text += static_cast<char>(octet); };
  if (point < 0x80) return add(point);
  if (point < 0x800) {
    add(0xC0 | point >> 6);
  } else if (point < 0x10000) {
    add(0xE0 | point >> 12);
    add(0x80 | (point >> 6 & 0x3F));
  } else {
    add(0xF0 | point >> 18);
    add(0x80 | (point >> 12 & 0x3F));
    add(0x80 | (point >> 6 & 0x3F));
  }
  add(0x80 | (point & 0x3F));
}

// RFC 6533, 3: utf-8-addr-xtext. What is embedded is \x{HEX}; everything else stands for itself.
std::string plain_utf8(std::string_view value) {
  std::string text;
  while (!value.empty()) {
    const std::size_t end = value.starts_with("\\x{") ? value.find('}') : value.npos;
    if (end == value.npos) {
      text += value.front();
      value.remove_prefix(1);
      continue;
    }
    std::uint32_t point = 0;
    std::from_chars(value.data() + 3, value.data() + end, point, 16);
    add_utf8(point, text);
    value.remove_prefix(end + 1);
  }
  return text;
}

std::string plain(std::string_view xtext) {
  std::string room(xtext.size() + 1, '\0');
  const auto decoded = grammar::decode_xtext(xtext, room);
  return decoded ? std::string(*decoded) : "no xtext: " + std::string(xtext);
}

// RFC 3461, 4.2: type; address. Anything else than the two types is no address that was asked for.
std::string plain_address(std::string_view value) {
  const std::size_t end = value.find(';');
  if (end == value.npos) return "no type";
  const std::string_view type = value.substr(0, end);
  const std::string_view address = value.substr(end + 1);
  return type == "utf-8" ? plain_utf8(address) : type == "rfc822" ? plain(address) : "another type";
}

// What BodyEncoder makes of content: LF becomes CRLF, and the last line ends.
std::string canonical(std::string_view content) {
  std::string text;
  for (std::size_t i = 0; i < content.size(); ++i) {
    if (content[i] == '\n' && (i == 0 || content[i - 1] != '\r')) text += '\r';
    text += content[i];
  }
  if (!text.empty() && !text.ends_with("\r\n")) text += "\r\n";
  return text;
}

bool is_response(std::string_view line) {
  return line == "*" || std::all_of(line.begin(), line.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                  c == '+' || c == '/' || c == '=';
         });
}

/// Reads the wire of a client along what was asked for.
class WireWalk {
 public:
  WireWalk(const ClientScenario& scenario, const ClientTrace& trace)
      : scenario_(scenario), trace_(trace), wire_(trace.wire) {}

  Complaint walk() {
    for (const Intent& intent : trace_.intents) {
      if (intent.step == Step::message && intent.wish == Wish::data) continue;  // with its DATA
      if (Complaint complaint = take(intent)) return complaint;
      if (cut_off_) return std::nullopt;
    }
    return end();
  }

 private:
  // The next command that the session did not say by itself.
  std::optional<std::string_view> next_line() {
    while (true) {
      const std::size_t end = wire_.find("\r\n");
      if (end == std::string_view::npos) return std::nullopt;
      const std::string_view line = wire_.substr(0, end + 2);
      wire_.remove_prefix(end + 2);
      const grammar::Command command = grammar::parse_command(line, trace_.leniency);
      const bool hello = is_hello(command.verb) && command.fault == grammar::SyntaxFault::none &&
                         command.argument == scenario_.options.hello_name;
      if (!hello) return line;
    }
  }

  Complaint take(const Intent& intent) {
    const auto line = next_line();
    // Whoever ends a session early lets go of what did not leave.
    cut_off_ = !line && (trace_.closed != ClientClose::quit || trace_.deaf);
    if (cut_off_) return std::nullopt;
    if (!line) return "a command that was taken is not on the wire";
    const grammar::Command command = grammar::parse_command(*line, trace_.leniency);
    if (command.fault != grammar::SyntaxFault::none || command.verb != verb_of(intent.wish)) {
      return "not the command that was asked for: " + std::string(*line);
    }
    if (!says(command, intent)) return "another argument than was asked for: " + std::string(*line);
    if (intent.wish == Wish::auth) {
      const bool initial = (intent.call.options & names_mechanism) == 0;
      return take_responses(intent, initial && command.second_argument.empty());
    }
    if (command.verb == Verb::data) return take_data(intent);
    if (command.verb == Verb::bdat) return take_chunk(intent);
    return std::nullopt;
  }

  bool says(const grammar::Command& command, const Intent& intent) const {
    const std::string_view text = intent.call.text;
    const unsigned bits = intent.call.options;
    switch (intent.wish) {
      case Wish::mail:
        return path_is(command, (bits & 48u) != 0 ? "ann@example.org" : text) &&
               parameters_are(command, intent);
      case Wish::held_mail:
      case Wish::other_mail:
        return path_is(command, "ann@example.org") && parameters_are(command, intent);
      case Wish::other_rcpt:
        return path_is(command, (bits & 64u) != 0 ? "postmaster" : "ann@example.org") &&
               parameters_are(command, intent);
      case Wish::rcpt:
        return path_is(command, (bits & 2u) != 0 ? "ann@example.org" : text) &&
               parameters_are(command, intent);
      case Wish::verify:
      case Wish::expand:
      case Wish::help:
      case Wish::list:
        return command.argument == text;
      case Wish::read:
        return command.argument == ((bits & 1u) != 0 ? "ann@example.org" : text) &&
               command.second_argument == ((bits & 1u) != 0 ? text : "a.txt");
      default:
        return true;
    }
  }

  static bool path_is(const grammar::Command& command, std::string_view mailbox) {
    if (command.path.is_postmaster) return grammar::equal_ignoring_case(mailbox, "Postmaster");
    return command.path.mailbox == mailbox;
  }

  // RFC 3461, 4: xtext on the wire, plain for the application.
  static bool parameters_are(const grammar::Command& command, const Intent& intent) {
    for (const grammar::Parameter parameter : command.parameters) {
      const std::string_view word = parameter.keyword;
      std::string value(parameter.value);
      if (intent.wish == Wish::other_mail || intent.wish == Wish::other_rcpt) {
        if (!is_expected_of_other(word, value, intent.call)) return false;
      } else if (word == "ENVID" || word == "AUTH") {
        if (plain(value) != intent.call.text) return false;
      } else if (word == "ORCPT") {
        if (plain_address(value) != intent.call.text) return false;
        if (value.starts_with("utf-8;") != ((intent.call.options & 6u) == 6u)) return false;
      } else if (word == "HOLDUNTIL" || word == "HOLDFOR") {
        const WishedCommand& call = intent.call;
        const std::string held =
            word == "HOLDFOR" ? std::to_string(call.options) : std::string(call.text);
        if (intent.wish != Wish::held_mail || value != held) return false;
      } else if (!is_expected(word, value)) {
        return false;
      }
    }
    return true;
  }
  static bool is_expected(std::string_view word, std::string_view value) {
    return (word == "SIZE" && value == "64") || (word == "BODY" && value == "8BITMIME") ||
           (word == "SMTPUTF8" && value.empty()) || (word == "RET" && value == "HDRS") ||
           (word == "BY" && value.starts_with("600;")) || (word == "REQUIRETLS" && value.empty()) ||
           (word == "NOTIFY" && value == "FAILURE");
  }

  static bool is_expected_of_other(std::string_view word, std::string_view value,
                                   const WishedCommand& call) {
    const unsigned bits = call.options;
    if (word == "ORCPT") {
      const std::string plain_text = "rfc822;" + std::string(call.text);
      return (bits & 32u) != 0 ? value == plain_text : plain_address(value) == call.text;
    }
    if (word == "NOTIFY") return value == notify_of(bits);
    if (word == "BODY") return value == ((bits & 2u) != 0 ? "7BIT" : "BINARYMIME");
    if (word == "BY") return value == by_of(bits);
    return (word == "RET" && value == "FULL") || (word == "MT-PRIORITY" && value == "-4") ||
           (word == "SIZE" && value == "1000001") || (word == "HOLDFOR" && value == "60");
  }
  static std::string notify_of(unsigned bits) {
    static constexpr std::array<std::string_view, 4> words{"NEVER", "SUCCESS", "FAILURE", "DELAY"};
    std::string text;
    for (std::size_t i = 0; i < words.size(); ++i) {
      if ((bits >> i & 1u) == 0) continue;
      text.append(text.empty() ? "" : ",").append(words[i]);
    }
    return text;
  }
  static std::string by_of(unsigned bits) {
    const bool traced = (bits & 128u) != 0;
    return std::string(traced ? "600;" : "120;") + ((bits & 64u) != 0 ? "R" : "N") +
           (traced ? "T" : "");
  }

  // The session answers by itself what is no challenge, with `*`, and the first one, with the
  // initial response that had no room beside AUTH.
  Complaint take_responses(const Intent& intent, bool unsaid) {
    std::size_t left = intent.responses;
    if (unsaid) pass_over(encoded(intent.call.text) + "\r\n");
    while (left > 0 || wire_.starts_with("*\r\n")) {
      const std::size_t end = wire_.find("\r\n");
      cut_off_ = end == std::string_view::npos;
      if (cut_off_) return std::nullopt;
      const std::string_view line = wire_.substr(0, end);
      if (!is_response(line)) return "no line of an exchange: " + std::string(line);
      if (line != "*") --left;
      wire_.remove_prefix(end + 2);
    }
    return std::nullopt;
  }

  static std::string encoded(std::string_view octets) {
    std::string room(grammar::encoded_octets(octets.size()), '\0');
    return std::string(grammar::encode_base64(octets, room));
  }
  void pass_over(std::string_view text) {
    if (wire_.starts_with(text)) wire_.remove_prefix(text.size());
  }

  Complaint take_data(const Intent& intent) {
    const bool begun = !intent.content.empty() || intent.content_complete;
    if (!begun) return std::nullopt;
    const std::size_t end =
        wire_.starts_with(".\r\n") ? 0 : std::min(wire_.find("\r\n.\r\n"), wire_.size());
    if (end == wire_.size()) {
      cut_off_ = true;
      return intent.content_complete && trace_.closed == ClientClose::quit
                 ? Complaint("content without an end")
                 : std::nullopt;
    }
    if (!intent.content_complete) return "content ended that was not complete";
    const std::size_t size = wire_.starts_with(".\r\n") ? 0 : end + 2;
    const auto content = content_of(wire_.substr(0, size), engine::LineEndings::refuse);
    wire_.remove_prefix(size + 3);
    if (content != canonical(intent.content)) return "other content than was given";
    if (intent.named && !is_named(*content, intent.call.text)) return "a file name of two lines";
    return std::nullopt;
  }

  // The first line is the whole name, and nothing but it.
  static bool is_named(std::string_view content, std::string_view name) {
    const std::string_view line = content.substr(0, content.find("\r\n"));
    return line == "FILENAME: " + std::string(name);
  }

  Complaint take_chunk(const Intent& intent) {
    const std::size_t size = std::min(intent.content.size(), wire_.size());
    if (wire_.substr(0, size) != std::string_view(intent.content).substr(0, size)) {
      return "another chunk than was given";
    }
    wire_.remove_prefix(size);
    cut_off_ = !intent.content_complete && !intent.call.text.empty();
    return cut_off_ && !wire_.empty() ? Complaint("commands behind half a chunk") : std::nullopt;
  }

  // The session says QUIT by itself to a server that refuses it.
  Complaint end() {
    const auto line = next_line();
    const bool refused = trace_.closed == ClientClose::refused || !trace_.closed;
    if (line && !(refused && *line == "QUIT\r\n")) {
      return "a command that nobody asked for: " + std::string(*line);
    }
    return wire_.empty() || !line ? std::nullopt : Complaint("octets that nobody asked for");
  }

  const ClientScenario& scenario_;
  const ClientTrace& trace_;
  std::string_view wire_;
  bool cut_off_ = false;
};

}  // namespace

Complaint the_wire_says_what_was_asked(const ClientScenario& scenario, const ClientTrace& trace) {
  return WireWalk(scenario, trace).walk();
}

}  // namespace heloport::fuzz
