// See circumstances.hpp.

#include "conformance/circumstances.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>

#include "conformance/heard_reply.hpp"
#include "conformance/words.hpp"
#include "grammar/base64.hpp"
#include "grammar/transcript.hpp"

namespace heloport::conformance {
namespace {

// A limit that can be overstepped within the patience of whoever waits for the suite.
constexpr std::uint64_t size_octets_max = 100'000'000;
constexpr std::size_t run_octets_max = size_octets_max + 1;

bool same_word(std::string_view one, std::string_view other) {
  return std::equal(one.begin(), one.end(), other.begin(), other.end(), [](char a, char b) {
    return std::toupper(static_cast<unsigned char>(a)) ==
           std::toupper(static_cast<unsigned char>(b));
  });
}

std::optional<std::uint64_t> size_limit(const Circumstances& here) {
  const auto line = line_of(here.keywords, "SIZE");
  if (!line || line->size() < 6) return std::nullopt;
  const auto limit = number(std::string_view(*line).substr(5));
  if (!limit || *limit == 0 || *limit > size_octets_max) return std::nullopt;
  return limit;
}

std::string upper(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return out;
}

// Needs.

struct NeedRow {
  std::string_view word;
  bool (*there)(const Circumstances&);
  std::string_view missing;
  bool is_address = false;  // a word in braces, too
};
constexpr std::array need_rows{
    NeedRow{"rcpt", [](const Circumstances& h) { return !h.rcpt.empty(); },
            "no recipient is accepted; --rcpt names one", true},
    NeedRow{"rcpt2", [](const Circumstances& h) { return !h.rcpt2.empty(); },
            "no second recipient is known; --rcpt names one", true},
    NeedRow{"nobody", [](const Circumstances& h) { return !h.nobody.empty(); },
            "the server accepts every local recipient", true},
    NeedRow{"foreign", [](const Circumstances& h) { return !h.foreign.empty(); },
            "the server accepts recipients of other hosts", true},
    NeedRow{"user", [](const Circumstances& h) { return !h.entrance.user.empty(); },
            "nobody logs in; --auth names a user"},
    NeedRow{"tls", [](const Circumstances& h) { return h.inside_tls(); },
            "the session is in clear; --tls asks for TLS"},
    NeedRow{"clear", [](const Circumstances& h) { return !h.entrance.tls_at_once; },
            "the connection begins with TLS"},
    NeedRow{"starttls",
            [](const Circumstances& h) {
              return h.can_start_tls && !h.entrance.tls_at_once &&
                     line_of(h.clear_keywords, "STARTTLS").has_value();
            },
            "STARTTLS is not offered"},
    NeedRow{"size", [](const Circumstances& h) { return size_limit(h).has_value(); },
            "no limit of 100 MB or less is announced with SIZE"},
};

/// `DELIVERBY:1`, `LIMITS:RCPTMAX`: what a parameter of a keyword says, found by its place or its
/// name. Nothing: it is not there.
std::optional<std::string> announced(const Circumstances& here, std::string_view word) {
  const std::size_t colon = word.find(':');
  const std::string_view name = word.substr(colon + 1);
  const auto place = number(name);
  const auto line = line_of(here.keywords, word.substr(0, colon));
  std::string_view words = line ? std::string_view(*line) : std::string_view();
  take_word(words);
  for (std::uint64_t i = 1; !words.empty(); ++i) {
    const std::string_view one = take_word(words);
    const std::size_t equals = one.find('=');
    if (place ? *place == i
              : equals != std::string_view::npos && same_word(one.substr(0, equals), name)) {
      return std::string(place ? one : one.substr(equals + 1));
    }
  }
  return std::nullopt;
}

/// `LIMITS:RCPTMAX<2000`: announced, and where a bound stands there, a number below it.
bool announces(const Circumstances& here, std::string_view word) {
  const std::size_t less = word.find('<');
  const auto value = announced(here, word.substr(0, less));
  if (!value || less == std::string_view::npos) return value.has_value();
  const auto count = number(*value);
  const auto bound = number(word.substr(less + 1));
  return count && bound && *count < *bound;
}

bool offers(const Circumstances& here, std::string_view word) {
  if (word.find(':') != std::string_view::npos) return announces(here, word);
  const std::size_t equals = word.find('=');
  const auto line = line_of(here.keywords, word.substr(0, equals));
  if (!line || equals == std::string_view::npos) return line.has_value();
  std::string_view words = *line;
  take_word(words);
  while (!words.empty()) {
    if (same_word(take_word(words), word.substr(equals + 1))) return true;
  }
  return false;
}

std::optional<std::string> unmet(const Need& need, const Circumstances& here) {
  for (const NeedRow& row : need_rows) {
    if (row.word != need.word) continue;
    if (row.there(here) != need.absent) return std::nullopt;
    return need.absent ? "there is " + need.word : std::string(row.missing);
  }
  if (offers(here, need.word) != need.absent) return std::nullopt;
  return need.word + (need.absent ? " is offered" : " is not offered");
}

// Words in braces.

std::string part_of(std::string_view address, bool domain) {
  const std::size_t at = address.rfind('@');
  if (at == std::string_view::npos) return domain ? std::string() : std::string(address);
  return std::string(domain ? address.substr(at + 1) : address.substr(0, at));
}

struct BraceRow {
  std::string_view word;
  std::string (*text)(const Circumstances&);
};
constexpr std::array brace_rows{
    BraceRow{"from", [](const Circumstances& h) { return h.from; }},
    BraceRow{"rcpt", [](const Circumstances& h) { return h.rcpt; }},
    BraceRow{"rcpt2", [](const Circumstances& h) { return h.rcpt2; }},
    BraceRow{"rcpt-local", [](const Circumstances& h) { return part_of(h.rcpt, false); }},
    BraceRow{"rcpt-domain", [](const Circumstances& h) { return part_of(h.rcpt, true); }},
    BraceRow{"domain", [](const Circumstances& h) { return h.domain; }},
    BraceRow{"nobody", [](const Circumstances& h) { return h.nobody; }},
    BraceRow{"foreign", [](const Circumstances& h) { return h.foreign; }},
    BraceRow{"server", [](const Circumstances& h) { return h.server; }},
    BraceRow{"name", [](const Circumstances& h) { return h.entrance.hello_name; }},
    BraceRow{"hello",
             [](const Circumstances& h) { return std::string(h.entrance.lmtp ? "LHLO" : "EHLO"); }},
    BraceRow{"user", [](const Circumstances& h) { return h.entrance.user; }},
    BraceRow{"password", [](const Circumstances& h) { return h.entrance.password; }},
    BraceRow{"size", [](const Circumstances& h) { return std::to_string(*size_limit(h)); }},
    BraceRow{"size+1", [](const Circumstances& h) { return std::to_string(*size_limit(h) + 1); }},
};

/// The end of the word in braces that `text` begins with, braces within it included.
std::size_t closing_brace(std::string_view text) {
  std::size_t depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '{') ++depth;
    if (text[i] == '}' && --depth == 0) return i;
  }
  return std::string_view::npos;
}

/// `x*500`, `x*{size}`.
std::optional<std::string> repeated(std::string_view word, const Circumstances& here) {
  const std::size_t star = word.rfind('*');
  if (star == std::string_view::npos || star == 0) return std::nullopt;
  std::string unknown;
  const auto digits = filled_in(word.substr(star + 1), here, false, unknown);
  const auto times = digits ? number(*digits) : std::nullopt;
  if (!times || *times > run_octets_max / star) return std::nullopt;
  std::string text;
  for (std::uint64_t i = 0; i < *times; ++i) text += word.substr(0, star);
  return text;
}

/// `base64:TEXT`: TEXT has escapes and words in braces of its own.
std::optional<std::string> base64_of(std::string_view text, const Circumstances& here,
                                     std::string& unknown) {
  const auto plain = filled_in(text, here, true, unknown);
  if (!plain) return std::nullopt;
  const auto octets = grammar::unescape(*plain);
  if (!octets) return std::nullopt;
  std::string room(grammar::encoded_octets(octets->size()), '\0');
  return std::string(grammar::encode_base64(*octets, room));
}

/// `size/900`: how many pieces of so many octets exceed the limit.
std::optional<std::string> pieces_of_size(std::string_view word, const Circumstances& here) {
  constexpr std::string_view size = "size/";
  if (!word.starts_with(size)) return std::nullopt;
  const auto octets = number(word.substr(size.size()));
  if (!octets || *octets == 0) return std::nullopt;
  return std::to_string(size_limit(here).value_or(0) / *octets + 1);
}

/// `DELIVERBY:1`, `DELIVERBY:1-1`, `FUTURERELEASE:1+1`. "1" where there is no such parameter: who
/// only reads the case through has no server.
std::optional<std::string> parameter_near(std::string_view word, const Circumstances& here) {
  if (word.find(':') == std::string_view::npos || word[0] < 'A' || word[0] > 'Z') {
    return std::nullopt;
  }
  const bool more = word.ends_with("+1");
  const bool less = word.ends_with("-1");
  if (more || less) word.remove_suffix(2);
  const auto value = announced(here, word);
  if (!more && !less) return value.value_or("1");
  const auto count = number(value.value_or("1"));
  if (!count || *count == 0) return "1";
  return std::to_string(more ? *count + 1 : *count - 1);
}

std::optional<std::string> meaning_of(std::string_view word, const Circumstances& here,
                                      std::string& unknown) {
  if (auto near = parameter_near(word, here)) return near;
  constexpr std::string_view base64 = "base64:";
  if (word.starts_with(base64)) return base64_of(word.substr(base64.size()), here, unknown);
  if (auto pieces = pieces_of_size(word, here)) return pieces;
  for (const BraceRow& row : brace_rows) {
    if (row.word != word) continue;
    if (word.starts_with("size") && !size_limit(here)) return "0";
    return row.text(here);
  }
  return std::nullopt;
}

bool says(const Case& subject, std::string_view text) {
  return std::any_of(subject.body.begin(), subject.body.end(), [&](const CaseLine& line) {
    return upper(line.text).find(upper(text)) != std::string::npos;
  });
}

/// A case that names an address needs one, and a case that says MAIL a server that may take it: who
/// refuses every sender or recipient does so for reasons that no case can know.
std::optional<std::string> without_its_words(const Case& subject, const Circumstances& here) {
  if (here.refuses_mail && (subject.begin >= Beginning::mail || says(subject, "mail from"))) {
    return "no sender is accepted; --from and --auth may help";
  }
  if (subject.begin >= Beginning::rcpt && here.rcpt.empty())
    return std::string(need_rows[0].missing);
  for (const NeedRow& row : need_rows) {
    if (row.is_address && says(subject, "{" + std::string(row.word)) && !row.there(here)) {
      return std::string(row.missing);
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> line_of(const std::vector<std::string>& keywords,
                                   std::string_view keyword) {
  for (const std::string& line : keywords) {
    if (same_word(std::string_view(line).substr(0, line.find(' ')), keyword)) return line;
  }
  return std::nullopt;
}

std::optional<std::string> not_applicable(const Case& subject, const Circumstances& here) {
  if (here.entrance.lmtp ? !subject.lmtp : !subject.smtp) {
    return here.entrance.lmtp ? "it is about SMTP" : "it is about LMTP";
  }
  for (const Need& need : subject.needs) {
    if (auto why = unmet(need, here)) return why;
  }
  return without_its_words(subject, here);
}

std::optional<std::string> unknown_need(const Case& subject) {
  for (const Need& need : subject.needs) {
    const bool is_circumstance =
        std::any_of(need_rows.begin(), need_rows.end(),
                    [&](const NeedRow& row) { return row.word == need.word; });
    const std::string_view keyword(need.word.data(),
                                   std::min(need.word.find_first_of("=:"), need.word.size()));
    if (!is_circumstance && !is_registered_keyword(keyword)) return need.word;
  }
  return std::nullopt;
}

std::optional<std::string> filled_in(std::string_view text, const Circumstances& here, bool escaped,
                                     std::string& unknown) {
  std::string out;
  while (!text.empty()) {
    const std::size_t plain = std::min(text.find('{'), text.size());
    out += text.substr(0, plain);
    text.remove_prefix(plain);
    if (text.empty()) break;
    if (text.starts_with("{{")) {
      out += '{';
      text.remove_prefix(2);
      continue;
    }
    const std::size_t end = closing_brace(text);
    const std::string_view word = end == std::string_view::npos ? text : text.substr(1, end - 1);
    const bool closed = end != std::string_view::npos;
    if (const auto run = closed ? repeated(word, here) : std::nullopt) {
      out += *run;  // written as the rest of the text is, escapes included
    } else if (const auto meaning = closed ? meaning_of(word, here, unknown) : std::nullopt) {
      out += escaped ? grammar::escape(*meaning) : *meaning;
    } else {
      if (unknown.empty()) unknown = word;
      return std::nullopt;
    }
    text.remove_prefix(end + 1);
  }
  return out;
}

}  // namespace heloport::conformance
