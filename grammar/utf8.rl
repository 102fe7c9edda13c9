// utf8_prefix(): how far a text is UTF-8.

#include "grammar/utf8.hpp"

namespace heloport::grammar {
namespace {

%%{
  machine utf8_recogniser;
  include abnf_core "abnf/abnf_core.rl";
  include rfc3629_utf8 "abnf/rfc3629_utf8.rl";
  getkey static_cast<unsigned char>(*p);

  action take_character { end = p + 1; }

  main := ((ascii | UTF8_non_ascii) @take_character)*;
}%%

%% write data noerror nofinal noentry;

}  // namespace

std::size_t utf8_prefix(std::string_view text) {
  const char* p = text.data();
  const char* const pe = p + text.size();
  const char* end = p;
  int cs = 0;
  %% write init;
  %% write exec;
  return static_cast<std::size_t>(end - text.data());
}

}  // namespace heloport::grammar
