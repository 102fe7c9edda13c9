// parse_mailbox(): an address that stands on its own, outside any command.

#include "grammar/path.hpp"
#include "grammar/taken_path.hpp"
#include "grammar/utf8.hpp"
#include "grammar/view.hpp"

namespace heloport::grammar {
namespace {

%%{
  machine mailbox_parser;
  include utf8_opaque "abnf/utf8_opaque.rl";
  include rfc5321_address "abnf/rfc5321_address.rl";
  include taken_mailbox "taken_mailbox.rl";
  getkey static_cast<unsigned char>(*p);

  literal      := literal_body;
  taken_mailbox = taken_local_part "@" (taken_domain | taken_literal);
  main         := (taken_mailbox | "<" taken_mailbox ">") & noted;
}%%

%% write data noerror noentry;

}  // namespace

Path parse_mailbox(std::string_view text) {
  Path path;
  const char* p = text.data();
  const char* const pe = p + text.size();
  const char* const eof = pe;
  const char* mark = p;
  bool beyond_ascii = false;
  int stack[1];
  int top = 0;
  int cs = 0;
  %% write init;
  %% write exec;
  const bool accepted = cs >= mailbox_parser_first_final && (!beyond_ascii || is_utf8(text));
  if (!accepted) path = Path{};
  path.is_null = !accepted;
  path.is_utf8 = accepted && beyond_ascii;
  return path;
}

}  // namespace heloport::grammar
