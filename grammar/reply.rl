// parse_reply_line(): one line of what a server says.

#include "grammar/reply.hpp"

#include "grammar/view.hpp"

namespace heloport::grammar {
namespace {

%%{
  machine reply_parser;
  include rfc3629_utf8 "abnf/rfc3629_utf8.rl";
  include rfc5321_reply "abnf/rfc5321_reply.rl";
  include rfc3463_status "abnf/rfc3463_status.rl";
  getkey static_cast<unsigned char>(*p);

  action mark          { mark = p; }
  action take_enhanced { reply.enhanced = view(mark, p); }
  action mark_text     { text = p; }
  action take_text     { reply.text = view(text, p); }
  action more_follow   { reply.last = false; }
  action done          { reply.well_formed = true; fbreak; }

  # Reply_line again, with its parts taken and three departures. Text may hold octets over 127:
  # RFC 6531, 3.7.4 allows them in places that only the client knows. It may be empty after the
  # space, as in the empty challenge of RFC 4954, 4. And the second digit may be over 5: a client
  # goes by the first digit where it does not know the code (RFC 5321, 4.2.1 and 4.3.2). A status
  # code counts only in the class of the reply (RFC 2034, 4), and 3yz has none.
  separator  = ("-" @more_follow | SP) %mark_text;
  taken_text = (textstring | 128..255)* %take_text;
  status2    = ("2" status_tail) >mark %take_enhanced (SP taken_text)?;
  status4    = ("4" status_tail) >mark %take_enhanced (SP taken_text)?;
  status5    = ("5" status_tail) >mark %take_enhanced (SP taken_text)?;
  subcode    = DIGIT DIGIT;

  main := ( "2" subcode (separator (taken_text | status2))?
          | "3" subcode (separator taken_text)?
          | "4" subcode (separator (taken_text | status4))?
          | "5" subcode (separator (taken_text | status5))?
          ) CRLF @done;
}%%

%% write data noerror nofinal noentry;

// What the three digits stand for. The machine has checked them.
std::uint16_t code_of(std::string_view line) {
  return static_cast<std::uint16_t>((line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0'));
}

}  // namespace

// Without a check for the end of the input, for the reason given in command.rl.
ReplyLine parse_reply_line(std::string_view line) {
  ReplyLine reply;
  reply.last = true;
  if (!line.ends_with("\r\n")) return ReplyLine{};
  const char* p = line.data();
  const char* mark = p;
  const char* text = p;
  int cs = 0;
  %% write init;
  %% write exec noend;
  if (!reply.well_formed || p != line.data() + line.size()) return ReplyLine{};
  reply.code = code_of(line);
  return reply;
}

}  // namespace heloport::grammar
