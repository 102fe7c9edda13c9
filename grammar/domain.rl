// is_domain(): a name or an address literal that stands on its own.

#include "grammar/path.hpp"

namespace heloport::grammar {
namespace {

%%{
  machine domain_recogniser;
  include rfc3629_utf8 "abnf/rfc3629_utf8.rl";
  include rfc5321_address "abnf/rfc5321_address.rl";
  getkey static_cast<unsigned char>(*p);

  main := Domain | address_literal;
}%%

%% write data noerror noentry;

}  // namespace

bool is_domain(std::string_view text) {
  const char* p = text.data();
  const char* const pe = p + text.size();
  int cs = 0;
  %% write init;
  %% write exec;
  return cs >= domain_recogniser_first_final;
}

}  // namespace heloport::grammar
