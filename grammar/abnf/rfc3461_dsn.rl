%%{
  # RFC 3461, 4: the values of RET and ENVID in MAIL, of NOTIFY and ORCPT in RCPT. What xtext there
  # decodes to must be printable: a CR LF in it would end up in the header of a DSN (4.4, 5.2.1).
  # Left out on purpose: limits of length, and whether an address has the syntax of its addr-type.
  machine rfc3461_dsn;
  include abnf_core "abnf/abnf_core.rl";
  include rfc3461_xtext "abnf/rfc3461_xtext.rl";

  printable_hexchar = "+" ([2-6] [0-9A-F] | "7" [0-9A-E]);
  printable_xtext   = (xchar | printable_hexchar)+;

  ret_value    = "FULL"i | "HDRS"i;
  envid_value  = printable_xtext;

  # The "#" rule of RFC 822 would allow empty elements; nobody means one.
  notify_when  = "SUCCESS"i | "FAILURE"i | "DELAY"i;
  notify_value = "NEVER"i | notify_when ("," notify_when)*;

  # An addr-type is an atom of RFC 822; what RFC 5322, 3.2.3 calls one is narrower by nothing.
  addr_type    = (ALPHA | DIGIT | [!#$%&'*+\-/=?^_`{|}~])+;
  other_orcpt  = (addr_type - "utf-8"i) ";" printable_xtext;

  # RFC 6533, 3: utf-8 addresses. A code point is escaped as \x{...} when it cannot stand for
  # itself: controls, space, "\", "+", "=", and all beyond ASCII; never a surrogate.
  QCHAR        = 33..42 | 44..60 | 62..91 | 93..126;
  HEX          = DIGIT | "A".."F";
  HEXPOINT     = [01] HEX | "20" | "2B" | "3D" | "5C" | "7F" | [89A-F] HEX
               | [1-9A-F] HEX{2}
               | ([1-9A-CEF] HEX{3} | "D" [0-7] HEX{2})
               | [1-9A-F] HEX{4}
               | "10" HEX{4};
  embedded     = "\\x{" HEXPOINT "}";
  utf8_orcpt   = "utf-8;"i (QCHAR | UTF8_non_ascii | embedded)+;

  orcpt_value  = other_orcpt | utf8_orcpt;
}%%
