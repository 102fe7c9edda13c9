%%{
  # RFC 5321, 4.2: the lines of a reply, and 4.1.1.1: those of the reply to EHLO.
  machine rfc5321_reply;
  include rfc5321_address "abnf/rfc5321_address.rl";

  Reply_code    = [2-5] [0-5] DIGIT;
  textstring    = (HTAB | 32..126)+;
  Reply_line    = Reply_code (("-" textstring?) | (SP textstring)?) CRLF;

  # The first line of the greeting names the host; the others, the last of a multiline greeting
  # among them, do not.
  Greeting_line = "220" (SP | "-") (Domain | address_literal) (SP textstring)? CRLF;

  # RFC 5321, 4.1.1.1
  ehlo_keyword  = (ALPHA | DIGIT) (ALPHA | DIGIT | "-")*;
  ehlo_param    = (33..126)+;
  ehlo_line     = ehlo_keyword (SP ehlo_param)*;
}%%
