%%{
  # RFC 5802, 7: the messages of SCRAM. Two differences from the print: a nonce is one or more
  # printable, as its words say and its rule does not; server-error-value is any value, because the
  # rule ends in server-error-value-ext, which is one.
  # The file that includes this has included rfc4954_auth.rl, whose base64 is that of RFC 5802,
  # and a UTF8_non_ascii.
  machine rfc5802_scram;

  value_safe_char = (0x01..0x7F - ("=" | ",")) | UTF8_non_ascii;
  value_char      = value_safe_char | "=";
  value           = value_char+;
  attr_val        = ALPHA "=" value;
  extensions      = attr_val ("," attr_val)*;
  reserved_mext   = "m=" value;

  printable       = 0x21..0x7E - ",";
  posit_number    = "1".."9" DIGIT*;
  saslname        = (value_safe_char | "=2C" | "=3D")+;
  cb_name         = (ALPHA | DIGIT | "." | "-")+;

  authzid         = "a=" saslname;
  gs2_cbind_flag  = "p=" cb_name | "n" | "y";
  gs2_header      = gs2_cbind_flag "," authzid? ",";
  username        = "n=" saslname;
  nonce           = "r=" printable+;
  salt            = "s=" base64;
  iteration_count = "i=" posit_number;
  channel_binding = "c=" base64;
  proof           = "p=" base64;
  verifier        = "v=" base64;
  server_error    = "e=" value;

  client_first_message = gs2_header (reserved_mext ",")? username "," nonce ("," extensions)?;
  server_first_message = (reserved_mext ",")? nonce "," salt "," iteration_count
                         ("," extensions)?;
  client_final_message = channel_binding "," nonce ("," extensions)? "," proof;
  server_final_message = (server_error | verifier) ("," extensions)?;
}%%
