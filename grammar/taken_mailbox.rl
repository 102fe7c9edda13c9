%%{
  # Mailbox of RFC 5321, 4.1.2 again, with its parts taken. Both parsers of mailboxes include it;
  # a test checks that it accepts what the pure rule accepts.
  # The parser that includes this has included rfc5321_address.rl and has `mark`, `path` and
  # `beyond_ascii`. It instantiates literal_body as `literal`: the states of an IPv6 address are
  # many and would otherwise stand in the machine once for each place of a mailbox.
  machine taken_mailbox;

  action mark            { mark = p; }
  action take_local_part { path.local_part = view(mark, p); }
  action take_domain     { take_domain(path, mark, p); }
  action is_domain       { path.domain_kind = DomainKind::domain; }
  action is_ipv4         { path.domain_kind = DomainKind::ipv4; }
  action is_ipv6         { path.domain_kind = DomainKind::ipv6; }
  action beyond_ascii    { beyond_ascii = true; }
  action call_literal    { fcall literal; }
  action return          { fret; }

  # Anything, with a remark when it is beyond ASCII. To intersect with this takes nothing away.
  noted = (ascii | (any - ascii) @beyond_ascii)*;

  taken_local_part = Local_part >mark %take_local_part;
  taken_domain     = Domain     >mark %take_domain %is_domain;
  taken_literal    = ("[" @call_literal) >mark %take_domain;
  literal_body     = (IPv4_address_literal %is_ipv4 | IPv6_address_literal %is_ipv6) "]" @return;
}%%
