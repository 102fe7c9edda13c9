// Makes an RFC 5322 message of what a user types at the command line.

#include "apps/compose.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>

#include "apps/mime.hpp"

namespace heloport::apps {
namespace {

constexpr std::size_t text_octets_max = 998;  // RFC 5322, 2.1.1, CRLF excluded

bool lines_fit(std::string_view content) {
  while (!content.empty()) {
    const std::size_t end = std::min(content.find("\r\n"), content.size());
    if (end > text_octets_max) return false;
    content.remove_prefix(std::min(end + 2, content.size()));
  }
  return true;
}

bool has_nul(std::string_view content) {
  return content.find('\0') != std::string_view::npos;
}

bool has_lone_line_end(std::string_view content) {
  for (std::size_t i = 0; i < content.size(); ++i) {
    if (content.substr(i, 2) == "\r\n") {
      ++i;
    } else if (content[i] == '\r' || content[i] == '\n') {
      return true;
    }
  }
  return false;
}

// Quoted-printable makes three octets of one that it must encode, base64 four of any three.
bool base64_is_shorter(std::string_view content) {
  const auto encoded = std::count_if(content.begin(), content.end(),
                                     [](char c) { return static_cast<unsigned char>(c) > 127; });
  return static_cast<std::size_t>(encoded) > content.size() / 6;
}

std::string_view charset(std::string_view content) {
  if (!has_eight_bit(content)) return "us-ascii";
  return is_utf8(content) ? "utf-8" : "unknown-8bit";  // RFC 1428
}

std::string_view name_of(Transfer transfer) {
  switch (transfer) {
    case Transfer::seven_bit:
      return "7bit";
    case Transfer::eight_bit:
      return "8bit";
    case Transfer::quoted_printable:
      return "quoted-printable";
    case Transfer::base64:
      return "base64";
  }
  return "";
}

std::string mime_fields(std::string_view content, Transfer transfer) {
  if (transfer == Transfer::seven_bit) return "";
  const std::string type = has_nul(content)
                               ? "application/octet-stream"
                               : fmt::format("text/plain; charset={}", charset(content));
  return fmt::format("MIME-Version: 1.0\r\nContent-Type: {}\r\nContent-Transfer-Encoding: {}\r\n",
                     type, name_of(transfer));
}

std::string body(std::string_view content, Transfer transfer) {
  switch (transfer) {
    case Transfer::seven_bit:
    case Transfer::eight_bit:
      return std::string(content);
    case Transfer::quoted_printable:
      return quoted_printable(content);
    case Transfer::base64:
      return base64_lines(content);
  }
  return "";
}

}  // namespace

Transfer transfer_for(std::string_view content, bool eight_bit_offered) {
  if (has_nul(content)) return Transfer::base64;
  const bool eight_bit = has_eight_bit(content);
  const bool as_it_is = lines_fit(content) && !has_lone_line_end(content);
  if (as_it_is && !eight_bit) return Transfer::seven_bit;
  if (as_it_is && eight_bit_offered) return Transfer::eight_bit;
  return base64_is_shorter(content) ? Transfer::base64 : Transfer::quoted_printable;
}

std::string compose(const Letter& letter, Transfer transfer) {
  return fmt::format("From: {}\r\nTo: {}\r\nDate: {}\r\nMessage-ID: {}\r\nSubject: {}\r\n{}\r\n{}",
                     letter.from, fmt::join(letter.to, ",\r\n "), letter.date, letter.message_id,
                     unstructured(letter.name, std::string_view("Subject: ").size()),
                     mime_fields(letter.content, transfer), body(letter.content, transfer));
}

std::string with_crlf(std::string_view text) {
  std::string lines;
  lines.reserve(text.size() + text.size() / 32);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n' && (i == 0 || text[i - 1] != '\r')) lines += '\r';
    lines += text[i];
  }
  return lines;
}

}  // namespace heloport::apps
