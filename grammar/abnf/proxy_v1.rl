%%{
  # The PROXY protocol of HAProxy, version 1 (proxy-protocol.txt, 2.1): one line of ASCII in front
  # of the octets of the connection that is passed on. It is no RFC.
  # Left out on purpose: numbers with leading zeros, which some read as octal. Only in the dotted
  # end of an IPv6 address are they let through, as decimal: that rule is RFC 5321's.
  machine proxy_v1;
  include rfc5321_literal "abnf/rfc5321_literal.rl";

  octet_number = DIGIT | [1-9] DIGIT | "1" DIGIT{2} | "2" [0-4] DIGIT | "25" [0-5];
  ipv4_address = octet_number ("." octet_number){3};
  ipv6_address = IPv6_addr;

  # 0 to 65535.
  port = "0" | [1-9] DIGIT{0,3} | [1-5] DIGIT{4} | "6" [0-4] DIGIT{3}
       | "65" [0-4] DIGIT{2} | "655" [0-2] DIGIT | "6553" [0-5];

  # What stands behind UNKNOWN is to be ignored. Neither CR nor LF alone ends the line.
  ignored_text = (any - (CR | LF))*;

  tcp4    = "TCP4" (SP ipv4_address){2} (SP port){2};
  tcp6    = "TCP6" (SP ipv6_address){2} (SP port){2};
  unknown = "UNKNOWN" (SP ignored_text)?;

  proxy_line = "PROXY" SP (tcp4 | tcp6 | unknown) CRLF;
}%%
