// parse_ehlo_line(): one extension that a server announces.

#include "grammar/reply.hpp"
#include "grammar/view.hpp"

namespace heloport::grammar {
namespace {

%%{
  machine ehlo_line_parser;
  include rfc3629_utf8 "abnf/rfc3629_utf8.rl";
  include rfc5321_reply "abnf/rfc5321_reply.rl";
  getkey static_cast<unsigned char>(*p);

  action mark            { mark = p; }
  action take_keyword    { result.keyword = view(mark, p); }
  action take_parameters { result.parameters = view(mark, p); }

  # ehlo_line again, with its parts taken. White space at its end is common and harmless.
  taken_parameters = (ehlo_param (SP ehlo_param)*) >mark %take_parameters;
  main := ehlo_keyword >mark %take_keyword (SP taken_parameters)? WSP*;
}%%

%% write data noerror noentry;

}  // namespace

EhloLine parse_ehlo_line(std::string_view text) {
  EhloLine result;
  const char* p = text.data();
  const char* const pe = p + text.size();
  const char* const eof = pe;
  const char* mark = p;
  int cs = 0;
  %% write init;
  %% write exec;
  return cs >= ehlo_line_parser_first_final ? result : EhloLine{};
}

}  // namespace heloport::grammar
