// What every session of a load says for a message, made once and said by all.

#include "apps/load_script.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <ctime>
#include <limits>
#include <utility>

#include "apps/date_time.hpp"

namespace heloport::apps {
namespace {

constexpr std::string_view crlf = "\r\n";
constexpr std::size_t line_octets = 78;  // RFC 5322, 2.1.1: no longer than 78, here with CRLF

// Beyond this a second copy in memory costs more than a second piece of a write.
constexpr std::size_t text_octets_max = std::size_t{256} << 10;

constexpr std::size_t without_limit = std::numeric_limits<std::size_t>::max() / 2;

std::string numbered(const LoadMail& mail, std::size_t number) {
  if (mail.recipients == 1) return mail.to;
  const std::size_t at = mail.to.rfind('@');
  return fmt::format("{}{}{}", mail.to.substr(0, at), number, mail.to.substr(at));
}

std::string header_of(const LoadMail& mail) {
  return fmt::format("From: {}\r\nTo: {}\r\nDate: {}\r\nSubject: heloport load\r\n\r\n",
                     mail.from.empty() ? "MAILER-DAEMON" : mail.from, numbered(mail, 1),
                     date_time(std::time(nullptr)));
}

// Letters in turn, and CRLF: a line of its own however short, if there is room for CRLF.
std::string lines_of(std::size_t octets) {
  constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz";
  std::string lines;
  lines.reserve(octets);
  while (lines.size() < octets) {
    std::size_t line = std::min(line_octets, octets - lines.size());
    // One octet alone is no line: the last but one makes room for it.
    if (octets - lines.size() - line == 1) --line;
    for (std::size_t i = 0; i + crlf.size() < line; ++i) lines += letters[i % letters.size()];
    lines += crlf;
  }
  return lines;
}

}  // namespace

std::string load_content(const LoadMail& mail) {
  std::string content = header_of(mail);
  const bool fits = content.size() + crlf.size() <= mail.octets;
  if (!fits) content.clear();
  return content += lines_of(mail.octets - content.size());
}

LoadScript::LoadScript(const LoadMail& mail) {
  add_envelope(mail);
  add_content(mail);
  set_reaches(mail);
  repeat(mail.ahead + 2);
}

void LoadScript::add(const std::string& command, std::string_view behind, char answer,
                     std::size_t replies) {
  text_.append(command).append(crlf).append(behind);
  steps_.push_back({command, text_.size(), 0, answer, replies});
}

void LoadScript::add_envelope(const LoadMail& mail) {
  add(fmt::format("MAIL FROM:<{}>", mail.from), {}, '2', 1);
  for (std::size_t i = 1; i <= mail.recipients; ++i) {
    add(fmt::format("RCPT TO:<{}>", numbered(mail, i)), {}, '2', 1);
  }
}

void LoadScript::add_content(const LoadMail& mail) {
  const std::string content = load_content(mail);
  const std::size_t replies = mail.lmtp ? mail.recipients : 1;
  if (mail.chunked) return add(fmt::format("BDAT {} LAST", content.size()), content, '2', replies);
  add("DATA", {}, '3', 1);
  // No line of the content begins with a dot, so there is nothing to stuff.
  text_ += content;
  add(".", {}, '2', replies);
}

void LoadScript::set_reaches(const LoadMail& mail) {
  const std::size_t octets = message_octets();
  if (!mail.pipelined) {
    for (LoadStep& step : steps_) step.reach = step.end;
    return;
  }
  if (mail.chunked) {
    for (LoadStep& step : steps_) step.reach = without_limit;
    return;
  }
  const std::size_t data_end = steps_[steps_.size() - 2].end;
  for (LoadStep& step : steps_) step.reach = data_end;
  steps_.back().reach = octets + data_end;
}

void LoadScript::repeat(std::size_t messages) {
  const std::size_t octets = message_octets();
  while (text_.size() < messages * octets && text_.size() + octets <= text_octets_max) {
    text_.append(text_, 0, octets);
  }
}

engine::Output LoadScript::octets(std::uint64_t from, std::uint64_t to) const {
  assert(from <= to);
  const std::string_view text = text_;
  const auto begin = static_cast<std::size_t>(from % message_octets());
  const auto wanted = static_cast<std::size_t>(to - from);
  const std::string_view first = text.substr(begin, wanted);
  return {{first, text.substr(0, wanted - first.size())}};
}

}  // namespace heloport::apps
