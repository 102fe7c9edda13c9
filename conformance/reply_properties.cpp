// What a case may demand of a reply beyond its code. See heard_reply.hpp and docs/cases.md.

#include <algorithm>
#include <array>
#include <cctype>
#include <regex>
#include <set>

#include "conformance/circumstances.hpp"
#include "conformance/heard_reply.hpp"
#include "conformance/words.hpp"
#include "grammar/base64.hpp"
#include "grammar/path.hpp"
#include "grammar/reply.hpp"
#include "grammar/transcript.hpp"
#include "grammar/utf8.hpp"

namespace heloport::conformance {
namespace {

using Breach = std::optional<std::string>;

/// A property with what stands behind its name.
struct Asked {
  const HeardReply& reply;
  std::string_view argument;
  const Circumstances& here;
};

constexpr std::size_t line_octets_max = 512;      // RFC 5321, 4.5.3.1.5, CRLF included
constexpr std::size_t matched_octets_max = 2000;  // std::regex recurses

std::string line_shown(const std::string& line) {
  constexpr std::size_t shown = 100;
  return "\"" + grammar::escape(std::string_view(line).substr(0, shown)) + "\"";
}

/// The first line for which `wrong` says something.
template <class Wrong>
Breach first_line(const Asked& asked, Wrong wrong) {
  for (std::size_t i = 0; i < asked.reply.lines.size(); ++i) {
    if (const char* what = wrong(i))
      return std::string(what) + ": " + line_shown(asked.reply.lines[i]);
  }
  return std::nullopt;
}

std::string_view upto_space(std::string_view text) {
  return text.substr(0, text.find(' '));
}

// The form of a reply: RFC 5321, 4.2 and 4.2.1.

bool every_lf_follows_cr(std::string_view octets) {
  for (std::size_t i = 0; i < octets.size(); ++i) {
    if (octets[i] == '\n' && (i == 0 || octets[i - 1] != '\r')) return false;
    if (octets[i] == '\r' && (i + 1 == octets.size() || octets[i + 1] != '\n')) return false;
  }
  return true;
}

Breach well_formed(const Asked& asked) {
  if (!every_lf_follows_cr(asked.reply.octets)) return "a line ends in something else than CRLF";
  const std::string code = asked.reply.lines.front().substr(0, 3);
  return first_line(asked, [&](std::size_t i) -> const char* {
    const std::string& line = asked.reply.lines[i];
    if (line.size() < 3 || line[0] < '2' || line[0] > '5') return "the first digit is not 2 to 5";
    if (line[1] < '0' || line[1] > '5') return "the second digit is not 0 to 5";
    if (line[2] < '0' || line[2] > '9') return "a code has three digits";
    if (line.substr(0, 3) != code) return "the lines of one reply have different codes";
    if (line.size() > 3 && line[3] != ' ' && line[3] != '-') {
      return "behind the code stands neither space nor hyphen";
    }
    return nullptr;
  });
}

Breach has_space(const Asked& asked) {
  const std::string& last = asked.reply.lines.back();
  if (last.size() > 3 && last[3] == ' ') return std::nullopt;
  return "no space follows the code: " + line_shown(last);
}

Breach one_line(const Asked& asked) {
  if (asked.reply.lines.size() == 1) return std::nullopt;
  return "the reply has " + std::to_string(asked.reply.lines.size()) + " lines";
}

Breach several_lines(const Asked& asked) {
  if (asked.reply.lines.size() > 1) return std::nullopt;
  return "the reply has one line";
}

Breach short_lines(const Asked& asked) {
  for (const std::string& line : asked.reply.lines) {
    if (line.size() + 2 > line_octets_max) {
      return "a line has " + std::to_string(line.size() + 2) + " octets: " + line_shown(line);
    }
  }
  return std::nullopt;
}

bool is_text_octet(char c) {
  return c == '\t' || (c >= ' ' && c <= '~');
}

Breach printable(const Asked& asked) {
  return first_line(asked, [&](std::size_t i) -> const char* {
    const std::string& line = asked.reply.lines[i];
    const bool good = std::all_of(line.begin(), line.end(), is_text_octet);
    return good ? nullptr : "an octet is neither tab nor printable ASCII";
  });
}

Breach utf8_printable(const Asked& asked) {
  return first_line(asked, [&](std::size_t i) -> const char* {
    const std::string& line = asked.reply.lines[i];
    const bool good = std::all_of(line.begin(), line.end(), [](char c) {
      return is_text_octet(c) || static_cast<unsigned char>(c) > 127;
    });
    return good && grammar::is_utf8(line) ? nullptr : "the text is not UTF-8 without controls";
  });
}

Breach has_text(const Asked& asked) {
  for (std::size_t i = 0; i < asked.reply.lines.size(); ++i) {
    if (asked.reply.text(i).find_first_not_of(' ') != std::string_view::npos) return std::nullopt;
  }
  return "no text follows the code";
}

// What the text begins with.

bool is_enhanced_code(std::string_view word) {
  std::size_t dots = 0;
  std::size_t digits = 0;
  for (char c : word) {
    if (c == '.') {
      if (digits == 0 || ++dots > 2) return false;
      digits = 0;
    } else if (c < '0' || c > '9' || ++digits > 3) {
      return false;
    }
  }
  return dots == 2 && digits > 0 && word[1] == '.' &&
         (word[0] == '2' || word[0] == '4' || word[0] == '5');
}

std::string_view behind_enhanced(std::string_view text) {
  const std::string_view word = upto_space(text);
  if (is_enhanced_code(word)) text.remove_prefix(std::min(text.size(), word.size() + 1));
  return text;
}

Breach begins_with(const Asked& asked) {
  const std::string_view first = upto_space(behind_enhanced(asked.reply.text(0)));
  if (asked.argument == "a domain") {
    if (grammar::is_domain(first)) return std::nullopt;
    return "the first word is no domain and no address literal: " +
           line_shown(asked.reply.lines.front());
  }
  if (first == asked.argument) return std::nullopt;
  return "the first word is not " + std::string(asked.argument) + ": " +
         line_shown(asked.reply.lines.front());
}

// Enhanced status codes: RFC 2034 and RFC 3463.

bool wants_enhanced(int code) {
  return code / 100 == 2 || code / 100 == 4 || code / 100 == 5;
}

bool one_of(std::string_view code, std::string_view patterns) {
  while (!patterns.empty()) {
    std::string_view one = take_word(patterns);
    const bool any = one.ends_with(".z");
    if (any) one.remove_suffix(1);
    if (any ? code.starts_with(one) : code == one) return true;
  }
  return false;
}

Breach enhanced(const Asked& asked) {
  if (!wants_enhanced(asked.reply.code)) return std::nullopt;
  const std::string_view first = upto_space(asked.reply.text(0));
  const Breach wrong = first_line(asked, [&](std::size_t i) -> const char* {
    const std::string_view word = upto_space(asked.reply.text(i));
    if (!is_enhanced_code(word)) return "no enhanced status code follows the code";
    if (word[0] != asked.reply.lines[i][0]) return "the enhanced code is of another class";
    if (word != first) return "the lines of one reply have different enhanced codes";
    return nullptr;
  });
  if (wrong || asked.argument.empty() || one_of(first, asked.argument)) return wrong;
  return "the enhanced code is " + std::string(first) + ", not " + std::string(asked.argument);
}

Breach not_enhanced(const Asked& asked) {
  return first_line(asked, [&](std::size_t i) -> const char* {
    return is_enhanced_code(upto_space(asked.reply.text(i))) ? "an enhanced code follows the code"
                                                             : nullptr;
  });
}

// The EHLO reply: RFC 5321, 4.1.1.1.

std::vector<std::string> keyword_lines(const HeardReply& reply) {
  std::vector<std::string> lines;
  for (std::size_t i = 1; i < reply.lines.size(); ++i) lines.emplace_back(reply.text(i));
  return lines;
}

bool has_parameter(std::string_view line, std::string_view parameter) {
  take_word(line);
  while (!line.empty()) {
    if (take_word(line) == parameter) return true;
  }
  return false;
}

/// `KEYWORD`, `no KEYWORD`, `KEYWORD with WORD`.
Breach lists(const Asked& asked) {
  std::string_view rest = asked.argument;
  const bool absent = rest.starts_with("no ");
  if (absent) take_word(rest);
  const std::string keyword(take_word(rest));
  const auto line = line_of(keyword_lines(asked.reply), keyword);
  if (line.has_value() == absent) {
    return absent ? keyword + " is among the keywords" : keyword + " is not among the keywords";
  }
  if (!rest.starts_with("with ") || has_parameter(*line, rest.substr(5))) return std::nullopt;
  return std::string(rest.substr(5)) + " is not a parameter of " + keyword + ": " +
         line_shown(*line);
}

/// keywords well-formed, registered, once
Breach keywords_well_formed(const Asked& asked) {
  for (const std::string& line : keyword_lines(asked.reply)) {
    const grammar::EhloLine parsed = grammar::parse_ehlo_line(line);
    if (parsed.keyword.empty()) return "no keyword with parameters: " + line_shown(line);
  }
  return std::nullopt;
}

// IANA's registry "SMTP Service Extensions".
constexpr std::array<std::string_view, 36> registered_keywords{
    "SEND",          "SOML",       "SAML",       "VRFY",       "EXPN",
    "HELP",          "TURN",       "8BITMIME",   "SIZE",       "VERB",
    "ONEX",          "CHUNKING",   "BINARYMIME", "CHECKPOINT", "DELIVERBY",
    "ETRN",          "PIPELINING", "DSN",        "STARTTLS",   "NO-SOLICITING",
    "MTRK",          "SUBMITTER",  "ATRN",       "AUTH",       "ENHANCEDSTATUSCODES",
    "FUTURERELEASE", "CONPERM",    "CONNEG",     "UTF8SMTP",   "SMTPUTF8",
    "MT-PRIORITY",   "RRVS",       "REQUIRETLS", "LIMITS",     "BURL",
    "UTF8SMTPA"};

std::string upper(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return out;
}

Breach keywords_registered(const Asked& asked) {
  for (const std::string& line : keyword_lines(asked.reply)) {
    if (!is_registered_keyword(upto_space(line))) {
      return "this keyword is not registered: " + line_shown(line);
    }
  }
  return std::nullopt;
}

Breach keywords_once(const Asked& asked) {
  std::set<std::string> seen;
  for (const std::string& line : keyword_lines(asked.reply)) {
    if (!seen.insert(upper(upto_space(line))).second) return "it stands twice: " + line_shown(line);
  }
  return std::nullopt;
}

// The others.

Breach shows_an_address(const Asked& asked) {
  const std::string_view text = asked.reply.text(0);
  const std::size_t open = text.find('<');
  const std::size_t close = text.find('>', open == std::string_view::npos ? 0 : open);
  if (open != std::string_view::npos && close != std::string_view::npos) {
    const grammar::Path path = grammar::parse_mailbox(text.substr(open, close - open + 1));
    if (!path.is_null && !path.domain.empty()) return std::nullopt;
  }
  return "no address in angle brackets: " + line_shown(asked.reply.lines.front());
}

Breach matches(const Asked& asked) {
  const std::regex wanted(std::string(asked.argument), std::regex::icase);
  for (std::size_t i = 0; i < asked.reply.lines.size(); ++i) {
    const std::string text(asked.reply.text(i).substr(0, matched_octets_max));
    if (!std::regex_search(text, wanted)) {
      return "the text is another one: " + line_shown(asked.reply.lines[i]);
    }
  }
  return std::nullopt;
}

/// A challenge of AUTH (RFC 4954, 4): what a mechanism says stands in base64. Not a question of
/// case.
Breach decodes_to(const Asked& asked) {
  const std::regex wanted{std::string(asked.argument)};
  for (std::size_t i = 0; i < asked.reply.lines.size(); ++i) {
    const std::string_view text = asked.reply.text(i).substr(0, matched_octets_max);
    std::string room(grammar::decoded_octets_max(text.size()), '\0');
    const auto said = grammar::decode_base64(text, room);
    if (!said) return "the text is no base64: " + line_shown(asked.reply.lines[i]);
    if (!std::regex_search(said->begin(), said->end(), wanted)) {
      return "in base64 stands " + line_shown(std::string(*said));
    }
  }
  return std::nullopt;
}

// RFC 5321, 4.2.3; RFC 4954, 6; RFC 7504; RFC 3207; RFC 1985; RFC 4468; RFC 4865; RFC 2645.
constexpr std::array known_code_list{211, 214, 220, 221, 235, 250, 251, 252, 253, 334, 354,
                                     421, 422, 430, 432, 450, 451, 452, 453, 454, 455, 458,
                                     459, 500, 501, 502, 503, 504, 521, 523, 530, 533, 534,
                                     535, 538, 550, 551, 552, 553, 554, 555, 556, 557, 558};

Breach known_codes(const Asked& asked) {
  if (std::find(known_code_list.begin(), known_code_list.end(), asked.reply.code) !=
      known_code_list.end()) {
    return std::nullopt;
  }
  return "no specification has this code: " + line_shown(asked.reply.lines.front());
}

struct PropertyRow {
  std::string_view name;
  bool has_argument;
  Breach (*breach)(const Asked&);
};
constexpr std::array property_rows{
    PropertyRow{"well-formed", false, well_formed},
    PropertyRow{"has space", false, has_space},
    PropertyRow{"one line", false, one_line},
    PropertyRow{"several lines", false, several_lines},
    PropertyRow{"lines up to 512", false, short_lines},
    PropertyRow{"printable", false, printable},
    PropertyRow{"utf8 printable", false, utf8_printable},
    PropertyRow{"has text", false, has_text},
    PropertyRow{"begins with", true, begins_with},
    PropertyRow{"enhanced", false, enhanced},
    PropertyRow{"enhanced", true, enhanced},
    PropertyRow{"not enhanced", false, not_enhanced},
    PropertyRow{"lists", true, lists},
    PropertyRow{"keywords well-formed", false, keywords_well_formed},
    PropertyRow{"keywords registered", false, keywords_registered},
    PropertyRow{"keywords once", false, keywords_once},
    PropertyRow{"shows an address", false, shows_an_address},
    PropertyRow{"matches", true, matches},
    PropertyRow{"decodes to", true, decodes_to},
    PropertyRow{"known codes", false, known_codes},
};

/// The row of a property, and what stands behind its name.
const PropertyRow* row_of(std::string_view property, std::string_view& argument) {
  for (const PropertyRow& row : property_rows) {
    if (!row.has_argument && property == row.name) return &row;
    if (!row.has_argument || !property.starts_with(row.name)) continue;
    if (property.size() > row.name.size() + 1 && property[row.name.size()] == ' ') {
      argument = property.substr(row.name.size() + 1);
      return &row;
    }
  }
  return nullptr;
}

bool is_regex(std::string_view text) {
  try {
    const std::regex tried{std::string(text)};
    return true;
  } catch (const std::regex_error&) {
    return false;
  }
}

}  // namespace

bool is_property(std::string_view property) {
  std::string_view argument;
  const PropertyRow* const row = row_of(property, argument);
  return row != nullptr &&
         ((row->name != "matches" && row->name != "decodes to") || is_regex(argument));
}

bool is_registered_keyword(std::string_view keyword) {
  const std::string name = upper(keyword);
  return name.starts_with('X') || std::find(registered_keywords.begin(), registered_keywords.end(),
                                            name) != registered_keywords.end();
}

std::optional<std::string> breach_of(std::string_view property, const HeardReply& reply,
                                     const Circumstances& here) {
  std::string_view argument;
  const PropertyRow* const row = row_of(property, argument);
  return row->breach({reply, argument, here});
}

}  // namespace heloport::conformance
