// is_xtext(): the recogniser. What xtext stands for is in escapes.cpp.

#include "grammar/xtext.hpp"

namespace heloport::grammar {
namespace {

%%{
  machine xtext_recogniser;
  include rfc3461_xtext "abnf/rfc3461_xtext.rl";
  getkey static_cast<unsigned char>(*p);

  main := xtext;
}%%

%% write data noerror noentry;

}  // namespace

bool is_xtext(std::string_view text) {
  const char* p = text.data();
  const char* const pe = p + text.size();
  int cs = 0;
  %% write init;
  %% write exec;
  return cs >= xtext_recogniser_first_final;
}

}  // namespace heloport::grammar
