%%{
  # RFC 3463, 2: enhanced status codes; no leading zeros. RFC 2034, 4 puts one in front of the
  # text of a reply, in the class of the reply's own code.
  machine rfc3463_status;
  include abnf_core "abnf/abnf_core.rl";

  status_number = "0" | [1-9] DIGIT{0,2};
  status_tail   = "." status_number "." status_number;
  status_code   = [245] status_tail;
}%%
