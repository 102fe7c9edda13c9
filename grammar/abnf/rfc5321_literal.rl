%%{
  # RFC 5321, 4.1.3: address literals, without their brackets (4.1.2 prints those).
  # Left out on purpose: General-address-literal. Its tags must be registered, only IPv6 is, and
  # with it in the grammar a broken IPv6 address would pass as a general one: `[IPv6:zzz]`.
  machine rfc5321_literal;
  include abnf_core "abnf/abnf_core.rl";

  # 1*3DIGIT that represents a value of 0 to 255. Leading zeros are decimal here, never octal.
  Snum = DIGIT | DIGIT{2} | [01] DIGIT{2} | "2" [0-4] DIGIT | "25" [0-5];
  IPv4_address_literal = Snum ("." Snum){3};

  # The ABNF counts the groups around "::" in prose; here they are counted by the rules, in the
  # manner of RFC 3986, appendix A. RFC 4291, 2.2 lets "::" stand for one group of zeros where
  # RFC 5321 says two: one is accepted.
  IPv6_hex  = HEXDIG{1,4};
  upto1_hex = IPv6_hex?;
  upto2_hex = (IPv6_hex (":" IPv6_hex){0,1})?;
  upto3_hex = (IPv6_hex (":" IPv6_hex){0,2})?;
  upto4_hex = (IPv6_hex (":" IPv6_hex){0,3})?;
  upto5_hex = (IPv6_hex (":" IPv6_hex){0,4})?;
  upto6_hex = (IPv6_hex (":" IPv6_hex){0,5})?;
  upto7_hex = (IPv6_hex (":" IPv6_hex){0,6})?;

  IPv6_full = IPv6_hex (":" IPv6_hex){7};
  IPv6_comp =                              "::" upto7_hex
            | IPv6_hex                     "::" upto6_hex
            | IPv6_hex (":" IPv6_hex)      "::" upto5_hex
            | IPv6_hex (":" IPv6_hex){2}   "::" upto4_hex
            | IPv6_hex (":" IPv6_hex){3}   "::" upto3_hex
            | IPv6_hex (":" IPv6_hex){4}   "::" upto2_hex
            | IPv6_hex (":" IPv6_hex){5}   "::" upto1_hex
            | IPv6_hex (":" IPv6_hex){6}   "::";

  IPv6v4_full = IPv6_hex (":" IPv6_hex){5} ":" IPv4_address_literal;
  IPv6v4_comp =                            "::" (IPv6_hex ":"){0,5} IPv4_address_literal
              | IPv6_hex                   "::" (IPv6_hex ":"){0,4} IPv4_address_literal
              | IPv6_hex (":" IPv6_hex)    "::" (IPv6_hex ":"){0,3} IPv4_address_literal
              | IPv6_hex (":" IPv6_hex){2} "::" (IPv6_hex ":"){0,2} IPv4_address_literal
              | IPv6_hex (":" IPv6_hex){3} "::" (IPv6_hex ":"){0,1} IPv4_address_literal
              | IPv6_hex (":" IPv6_hex){4} "::"                     IPv4_address_literal;

  IPv6_addr            = IPv6_full | IPv6_comp | IPv6v4_full | IPv6v4_comp;
  IPv6_address_literal = "IPv6:"i IPv6_addr;
}%%
