// The parsers of SCRAM's messages: the pure grammar of RFC 5802, 7 with its parts taken.

#include "grammar/scram.hpp"

#include <charconv>

#include "grammar/utf8.hpp"
#include "grammar/view.hpp"

namespace heloport::grammar {
namespace {

%%{
  machine scram_parser;
  include utf8_opaque "abnf/utf8_opaque.rl";
  include rfc4954_auth "abnf/rfc4954_auth.rl";
  include rfc5802_scram "abnf/rfc5802_scram.rl";
  getkey static_cast<unsigned char>(*p);

  action mark            { mark = p; }
  action take_flag       { parts.flag = *p; }
  action take_binding    { parts.binding = view(mark, p); }
  action take_authzid    { parts.authzid = view(mark, p); }
  action take_username   { parts.username = view(mark, p); }
  action take_nonce      { parts.nonce = view(mark, p); }
  action take_salt       { parts.salt = view(mark, p); }
  action take_iterations { parts.iterations = view(mark, p); }
  action demanded        { parts.extension_demanded = true; }
  action is_verifier     { parts.final = ScramServerFinal::verifier; }
  action is_error        { parts.final = ScramServerFinal::error; }

  taken_flag     = "p=" @{ parts.flag = 'p'; } cb_name >mark %take_binding | ("n" | "y") @take_flag;
  taken_header   = taken_flag "," ("a=" saslname >mark %take_authzid)? ",";
  taken_mext     = reserved_mext %demanded;
  taken_username = "n=" saslname >mark %take_username;
  taken_nonce    = "r=" printable+ >mark %take_nonce;
  taken_salt     = "s=" base64 >mark %take_salt;
  taken_count    = "i=" posit_number >mark %take_iterations;

  # The four messages again, with their parts taken. A test compares each with the pure rule.
  client_first := taken_header (taken_mext ",")? taken_username "," taken_nonce ("," extensions)?;
  server_first := (taken_mext ",")? taken_nonce "," taken_salt "," taken_count ("," extensions)?;
  client_final := client_final_message;
  server_final := (server_error %is_error | verifier %is_verifier) ("," extensions)?;
}%%

%% write data noerror;

struct Parts {
  char flag = 'n';
  std::string_view binding;
  std::string_view authzid;
  std::string_view username;
  std::string_view nonce;
  std::string_view salt;
  std::string_view iterations;
  bool extension_demanded = false;
  ScramServerFinal final = ScramServerFinal::none;
};

// `message` is the entry point of one of the four machines.
bool parse(std::string_view text, int message, Parts& parts) {
  const char* p = text.data();
  const char* const pe = p + text.size();
  const char* const eof = pe;
  const char* mark = p;
  int cs = message;
  %% write exec;
  return cs >= scram_parser_first_final && is_utf8(text);
}

std::uint64_t number(std::string_view digits) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return error == std::errc{} ? value : 0;
}

}  // namespace

std::optional<ScramClientFirst> parse_scram_client_first(std::string_view text) {
  Parts parts;
  if (!parse(text, scram_parser_en_client_first, parts)) return std::nullopt;
  return ScramClientFirst{parts.flag,     parts.binding, parts.authzid,
                          parts.username, parts.nonce,   parts.extension_demanded};
}

std::optional<ScramServerFirst> parse_scram_server_first(std::string_view text) {
  Parts parts;
  if (!parse(text, scram_parser_en_server_first, parts)) return std::nullopt;
  return ScramServerFirst{parts.nonce, parts.salt, number(parts.iterations),
                          parts.extension_demanded};
}

bool is_scram_client_final(std::string_view text) {
  Parts parts;
  return parse(text, scram_parser_en_client_final, parts);
}

ScramServerFinal parse_scram_server_final(std::string_view text) {
  Parts parts;
  if (!parse(text, scram_parser_en_server_final, parts)) return ScramServerFinal::none;
  return parts.final;
}

std::string scram_name(std::string_view saslname) {
  std::string name;
  for (std::size_t i = 0; i < saslname.size(); ++i) {
    if (saslname[i] != '=') {
      name += saslname[i];
      continue;
    }
    name += saslname.substr(i, 3) == "=2C" ? ',' : '=';
    i += 2;
  }
  return name;
}

}  // namespace heloport::grammar
