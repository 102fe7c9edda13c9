%%{
  # RFC 5321, 4.1.2: how a mailbox is spelled in MAIL and RCPT, with the forms that RFC 6531, 3.3
  # adds to it: UTF-8 in atext and qtextSMTP, and the U-label among the labels. Whether a client
  # may use those is decided after the parameters are known, so the grammar always has them. Which
  # octets they are, UTF8_non_ascii, is included before this: rfc3629_utf8.rl or utf8_opaque.rl.
  # Left out on purpose: limits of length. They count octets, and the engine does that.
  machine rfc5321_address;
  include abnf_core "abnf/abnf_core.rl";
  include rfc5321_literal "abnf/rfc5321_literal.rl";

  # Local part. atext stands in RFC 5322, 3.2.3.
  atext           = ALPHA | DIGIT | [!#$%&'*+\-/=?^_`{|}~] | UTF8_non_ascii;
  Atom            = atext+;
  Dot_string      = Atom ("." Atom)*;
  qtextSMTP       = 32..33 | 35..91 | 93..126 | UTF8_non_ascii;
  quoted_pairSMTP = 92 32..126;
  QcontentSMTP    = qtextSMTP | quoted_pairSMTP;
  Quoted_string   = DQUOTE QcontentSMTP* DQUOTE;
  Local_part      = Dot_string | Quoted_string;
  String          = Atom | Quoted_string;

  # Domain. A U-label (RFC 5890, 2.3.2.1) is held to the shape of any label, no more: which
  # characters IDNA allows in it changes with Unicode and is for the resolver to say.
  Let_dig         = ALPHA | DIGIT | UTF8_non_ascii;
  Ldh_str         = (Let_dig | "-")* Let_dig;
  sub_domain      = Let_dig Ldh_str?;
  Domain          = sub_domain ("." sub_domain)*;
  address_literal = "[" (IPv4_address_literal | IPv6_address_literal) "]";

  Mailbox         = Local_part "@" (Domain | address_literal);

  # Paths. A-d-l is a source route: accepted, ignored, never generated (RFC 5321, 3.6.1).
  At_domain       = "@" Domain;
  A_d_l           = At_domain ("," At_domain)*;
  Path            = "<" (A_d_l ":")? Mailbox ">";
  Reverse_path    = Path | "<>";
  Forward_path    = Path;
}%%
