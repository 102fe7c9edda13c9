%%{
  # RFC 6710, 5: the value of MT-PRIORITY in MAIL. No sign "+", no leading zero, no minus zero.
  machine rfc6710_priority;

  priority_value = "-"? [1-9] | "0";
}%%
