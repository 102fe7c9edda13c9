%%{
  # RFC 5321, 4.1.1: the command lines, and those of the extensions that add a verb:
  # RFC 1985 (ETRN), RFC 2033 (LHLO), RFC 3030 (BDAT), RFC 3207 (STARTTLS), RFC 4954 (AUTH).
  machine rfc5321_command;
  include rfc5321_address "abnf/rfc5321_address.rl";
  include rfc5321_parameter "abnf/rfc5321_parameter.rl";
  include rfc4954_auth "abnf/rfc4954_auth.rl";
  include postfix_peer "abnf/postfix_peer.rl";

  # RFC 5321, 4.1.1: white space before the CRLF is tolerated.
  command_end = WSP* CRLF;

  # RFC 6531, 3.7.1: the name in EHLO stays ASCII, whatever a path may hold.
  host = (Domain & ascii*) | address_literal;

  # String has no unquoted "." or "@", yet RFC 5321, 3.5.1 wants `VRFY user@host` taken. So the
  # argument of VRFY, EXPN, HELP and NOOP is the rest of the line: words with spaces between.
  word      = (VCHAR | UTF8_non_ascii)+;
  free_text = word (SP+ word)*;

  ehlo     = "EHLO"i SP host;
  helo     = "HELO"i SP (Domain & ascii*);
  mail     = "MAIL"i SP "FROM:"i Reverse_path (SP Mail_parameters)?;
  rcpt     = "RCPT"i SP "TO:"i ("<Postmaster>"i | Forward_path) (SP Rcpt_parameters)?;
  data     = "DATA"i;
  rset     = "RSET"i;
  vrfy     = "VRFY"i SP free_text;
  expn     = "EXPN"i SP free_text;
  help     = "HELP"i (SP free_text)?;
  noop     = "NOOP"i (SP free_text)?;
  quit     = "QUIT"i;

  lhlo     = "LHLO"i SP host;
  bdat     = "BDAT"i SP DIGIT+ (SP "LAST"i)?;
  starttls = "STARTTLS"i;
  auth     = "AUTH"i SP sasl_mech (SP initial_response)?;
  # RFC 1985, 5 prints no space after the verb and shows one in every example.
  etrn     = "ETRN"i SP ("@" | "#")? (Domain & ascii*);

  # Not of any RFC either, see postfix_peer.rl.
  xclient  = "XCLIENT"i SP peer_attributes;
  xforward = "XFORWARD"i SP peer_attributes;

  # RFC 5321, appendix F.6 and F.1: obsolete.
  send     = ("SEND"i | "SOML"i | "SAML"i) SP "FROM:"i Reverse_path;
  turn     = "TURN"i;

  # Not of any RFC: a user's mail, listed and read. X is the mark of a private verb
  # (RFC 5321, 4.1.5).
  user     = Mailbox | "<" Mailbox ">";
  xlist    = "XLIST"i SP user;
  xread    = "XREAD"i SP user SP free_text;

  command = (ehlo | helo | mail | rcpt | data | rset | vrfy | expn | help | noop | quit
             | lhlo | bdat | starttls | auth | etrn | xclient | xforward
             | send | turn | xlist | xread) command_end;
}%%
