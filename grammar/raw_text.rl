// is_raw_text(): the text of a raw line of a transcript. What its escapes stand for is in
// escapes.cpp.

#include "grammar/transcript.hpp"

namespace heloport::grammar {
namespace {

%%{
  machine raw_text_recogniser;
  include transcript_notation "abnf/transcript_notation.rl";
  getkey static_cast<unsigned char>(*p);

  main := raw_text;
}%%

%% write data noerror noentry;

}  // namespace

bool is_raw_text(std::string_view text) {
  const char* p = text.data();
  const char* const pe = p + text.size();
  int cs = 0;
  %% write init;
  %% write exec;
  return cs >= raw_text_recogniser_first_final;
}

}  // namespace heloport::grammar
