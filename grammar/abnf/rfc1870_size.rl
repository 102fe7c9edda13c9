%%{
  # RFC 1870, 4: the value of SIZE in MAIL. 20 digits do not fit 64 bits: whoever converts them
  # saturates.
  machine rfc1870_size;
  include abnf_core "abnf/abnf_core.rl";

  size_value = DIGIT{1,20};
}%%
