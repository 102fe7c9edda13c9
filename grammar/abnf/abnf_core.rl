%%{
  # RFC 5234, appendix B.1: the core rules that SMTP's grammar is written with.
  machine abnf_core;
  alphtype unsigned char;

  ALPHA  = "A".."Z" | "a".."z";
  DIGIT  = "0".."9";
  HEXDIG = DIGIT | "A".."F" | "a".."f";
  VCHAR  = 33..126;
  DQUOTE = 34;
  SP     = 32;
  HTAB   = 9;
  WSP    = SP | HTAB;
  CR     = 13;
  LF     = 10;
  CRLF   = CR LF;
}%%
