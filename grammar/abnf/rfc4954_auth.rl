%%{
  # RFC 4954, 4 and 8: the words of AUTH. A sasl-mech is defined in RFC 4422, 3.1, in upper case;
  # it is compared without regard to case, so both cases are in the grammar.
  machine rfc4954_auth;
  include abnf_core "abnf/abnf_core.rl";

  sasl_mech        = (ALPHA | DIGIT | "-" | "_"){1,20};
  base64_CHAR      = ALPHA | DIGIT | "+" | "/";
  base64_terminal  = base64_CHAR{2} "==" | base64_CHAR{3} "=";
  base64           = base64_terminal | (base64_CHAR{4})+ base64_terminal?;
  initial_response = base64 | "=";
}%%
