// See client_content.hpp.

#include "conformance/client_content.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "conformance/transfer_decoding.hpp"
#include "grammar/parameters.hpp"
#include "grammar/transcript.hpp"

namespace heloport::conformance {
namespace {

using Complaint = std::optional<std::string>;

constexpr std::string_view dot_line = ".\r\n";

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find("\r\n"));
    lines.push_back(line);
    text.remove_prefix(std::min(line.size() + 2, text.size()));
  }
  return lines;
}

// RFC 5321, 4.5.2: the first dot of a line goes.
std::string unstuffed(std::string_view raw) {
  if (raw.ends_with(dot_line)) raw.remove_suffix(dot_line.size());
  std::string text;
  bool at_line_start = true;
  for (const char c : raw) {
    if (!(at_line_start && c == '.')) text += c;
    at_line_start = c == '\n' && text.ends_with("\r\n");
  }
  return text;
}

struct Halves {
  std::string_view header;
  std::string_view body;
};
Halves halves_of(std::string_view text) {
  const std::size_t end = text.find("\r\n\r\n");
  if (end == std::string_view::npos) return {text, {}};
  return {text.substr(0, end + 2), text.substr(end + 4)};
}

// Without the line ends at its end: how many there are is `ends once`.
std::string_view trimmed(std::string_view text) {
  while (text.ends_with("\r\n")) text.remove_suffix(2);
  return text;
}

std::string quoted(std::string_view text) {
  constexpr std::size_t shown_max = 60;
  return '"' + grammar::escape(text.substr(0, shown_max)) +
         (text.size() > shown_max ? "...\"" : "\"");
}

Complaint compare_bodies(std::string_view came, std::string_view expected) {
  const std::vector<std::string_view> theirs = lines_of(trimmed(came));
  const std::vector<std::string_view> ours = lines_of(trimmed(expected));
  for (std::size_t i = 0; i < ours.size(); ++i) {
    const std::string line = "line " + std::to_string(i + 1) + " of the body";
    if (i >= theirs.size()) return line + " did not come: " + quoted(ours[i]);
    if (theirs[i] != ours[i]) {
      return line + " came as " + quoted(theirs[i]) + ", not as " + quoted(ours[i]);
    }
  }
  if (theirs.size() == ours.size()) return std::nullopt;
  return "the body has a line more: " + quoted(theirs[ours.size()]);
}

Complaint missing_field(std::string_view header, const ClientCase& subject) {
  const std::vector<std::string_view> theirs = lines_of(header);
  auto next = theirs.begin();
  for (const std::string& field : header_of(subject.message, subject.head.id)) {
    next = std::find(next, theirs.end(), field);
    if (next == theirs.end()) return "the header field did not come: " + quoted(field);
  }
  return std::nullopt;
}

Complaint whole(const ReceivedMessage& message, const ClientCase& subject) {
  const Halves halves = halves_of(message.text);
  if (auto missing = missing_field(halves.header, subject)) return missing;
  return compare_bodies(halves.body, body_of(subject.message, "\r\n"));
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

Complaint decoded_whole(const ReceivedMessage& message, const ClientCase& subject) {
  const Halves halves = halves_of(message.text);
  const std::string header = lower(halves.header);
  std::string body(halves.body);
  if (header.find("content-transfer-encoding: quoted-printable") != std::string::npos) {
    body = decoded_quoted_printable(body);
  } else if (header.find("content-transfer-encoding: base64") != std::string::npos) {
    body = decoded_base64_lines(body);
  }
  return compare_bodies(body, body_of(subject.message, "\r\n"));
}

Complaint ends_once(const ReceivedMessage& message, const ClientCase& subject) {
  const std::string body = body_of(subject.message, "\r\n");
  const std::string_view ours = body;
  std::size_t expected = ours.size() - trimmed(ours).size();
  expected = std::max<std::size_t>(expected, 2);  // one is added where there is none
  const std::size_t came = message.text.size() - trimmed(message.text).size();
  if (came <= expected) return std::nullopt;
  return std::to_string((came - expected) / 2) + " empty lines more than there were to send";
}

Complaint crlf_only(const ReceivedMessage& message, const ClientCase&) {
  const std::string& raw = message.raw;
  for (std::size_t i = 0; i < raw.size(); ++i) {
    const bool bare_lf = raw[i] == '\n' && (i == 0 || raw[i - 1] != '\r');
    const bool bare_cr = raw[i] == '\r' && (i + 1 == raw.size() || raw[i + 1] != '\n');
    if (!bare_lf && !bare_cr) continue;
    const std::size_t begin = i < 20 ? 0 : i - 20;
    return std::string(bare_lf ? "a bare LF" : "a bare CR") + " in " +
           quoted(raw.substr(begin, 40));
  }
  return std::nullopt;
}

Complaint seven_bit_text(std::string_view text, std::string_view where) {
  const auto high = std::find_if(text.begin(), text.end(),
                                 [](char c) { return static_cast<unsigned char>(c) > 127; });
  if (high == text.end()) return std::nullopt;
  const auto at = static_cast<std::size_t>(high - text.begin());
  return "an octet over 127 " + std::string(where) + ": " +
         quoted(text.substr(at < 20 ? 0 : at - 20, 40));
}

Complaint seven_bit(const ReceivedMessage& message, const ClientCase&) {
  return seven_bit_text(message.text, "in the content");
}

Complaint ascii_header(const ReceivedMessage& message, const ClientCase&) {
  return seven_bit_text(halves_of(message.text).header, "in the header");
}

Complaint empty(const ReceivedMessage& message, const ClientCase&) {
  if (message.text.empty()) return std::nullopt;
  return "content for nobody: " + quoted(message.text);
}

Complaint no_return_path(const ReceivedMessage& message, const ClientCase&) {
  const std::string header = "\r\n" + lower(halves_of(message.text).header);
  if (header.find("\r\nreturn-path:") == std::string::npos) return std::nullopt;
  return "a Return-Path field";
}

Complaint no_bcc(const ReceivedMessage& message, const ClientCase&) {
  const std::string header = "\r\n" + lower(halves_of(message.text).header);
  if (header.find("\r\nbcc:") == std::string::npos) return std::nullopt;
  return "a Bcc field";
}

struct PropertyRow {
  std::string_view name;
  Complaint (*check)(const ReceivedMessage&, const ClientCase&);
};
constexpr std::array property_rows{
    PropertyRow{"whole", whole},         PropertyRow{"decoded whole", decoded_whole},
    PropertyRow{"ends once", ends_once}, PropertyRow{"crlf only", crlf_only},
    PropertyRow{"7bit", seven_bit},      PropertyRow{"ascii header", ascii_header},
    PropertyRow{"empty", empty},         PropertyRow{"without Return-Path", no_return_path},
    PropertyRow{"without Bcc", no_bcc},
};

}  // namespace

std::vector<ReceivedMessage> messages_of(const Conversation& conversation) {
  std::vector<ReceivedMessage> messages;
  std::string chunks;
  bool last = false;
  for (const Turn& turn : conversation.turns) {
    if (turn.kind == Turn::Kind::content) messages.push_back({turn.octets, unstuffed(turn.octets)});
    if (turn.kind == Turn::Kind::command) {
      const std::string command = lower(turn.octets);
      last = command.starts_with("bdat ") && command.find(" last") != std::string::npos;
      if (!command.starts_with("bdat ")) chunks.clear();
    }
    if (turn.kind != Turn::Kind::chunk) continue;
    chunks += turn.octets;
    if (last) messages.push_back({chunks, chunks});
  }
  return messages;
}

bool is_content_property(std::string_view name) {
  return std::any_of(property_rows.begin(), property_rows.end(),
                     [name](const PropertyRow& row) { return row.name == name; });
}

std::optional<std::string> content_complaint(std::string_view property,
                                             const ReceivedMessage& message,
                                             const ClientCase& subject) {
  for (const PropertyRow& row : property_rows) {
    if (row.name == property) return row.check(message, subject);
  }
  return "there is no property of content called " + std::string(property);
}

}  // namespace heloport::conformance
