%%{
  # RFC 4865, 4: the values of HOLDFOR and HOLDUNTIL in MAIL. The date is that of RFC 3339, 5.6, in
  # UTC; how many days its month has is for whoever converts it.
  machine rfc4865_futurerelease;
  include abnf_core "abnf/abnf_core.rl";

  holdfor_value   = [1-9] DIGIT{0,8};

  date_month      = "0" [1-9] | "1" [0-2];
  date_mday       = "0" [1-9] | [12] DIGIT | "3" [01];
  full_date       = DIGIT{4} "-" date_month "-" date_mday;
  time_hour       = [01] DIGIT | "2" [0-3];
  time_minute     = [0-5] DIGIT;
  time_second     = [0-5] DIGIT | "60";
  partial_time    = time_hour ":" time_minute ":" time_second ("." DIGIT+)?;
  holduntil_value = full_date "T"i partial_time "Z"i;
}%%
