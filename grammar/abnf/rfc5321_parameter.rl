%%{
  # RFC 5321, 4.1.2: the parameters that extensions add to MAIL and RCPT, as RFC 6531, 3.3 extends
  # them; for UTF8_non_ascii see rfc5321_address.rl. The grammar knows no keyword: which value goes
  # with which is parameter_value.rl's.
  machine rfc5321_parameter;
  include abnf_core "abnf/abnf_core.rl";

  esmtp_keyword   = (ALPHA | DIGIT) (ALPHA | DIGIT | "-")*;
  esmtp_value     = (33..60 | 62..126 | UTF8_non_ascii)+;
  esmtp_param     = esmtp_keyword ("=" esmtp_value)?;
  Mail_parameters = esmtp_param (SP esmtp_param)*;
  Rcpt_parameters = Mail_parameters;
}%%
