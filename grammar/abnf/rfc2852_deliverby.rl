%%{
  # RFC 2852, 4: the value of BY in MAIL. With R, the time must lie ahead.
  machine rfc2852_deliverby;
  include abnf_core "abnf/abnf_core.rl";

  by_ahead = "+"? (DIGIT{1,9} - "0"+);
  by_any   = [+\-]? DIGIT{1,9};
  by_value = (by_any ";" "N"i | by_ahead ";" "R"i) "T"i?;
}%%
