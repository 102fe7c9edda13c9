%%{
  # RFC 3461, 4: xtext, which lets any octet travel in the value of a parameter. The hexadecimal
  # digits are of upper case here; RFC 4954, 8 is laxer, and nobody needs that.
  machine rfc3461_xtext;
  include abnf_core "abnf/abnf_core.rl";

  xchar   = 33..42 | 44..60 | 62..126;
  hexchar = "+" (DIGIT | "A".."F"){2};
  xtext   = (xchar | hexchar)*;
}%%
