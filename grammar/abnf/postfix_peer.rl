%%{
  # Postfix, XCLIENT_README and XFORWARD_README: who the client of a proxy is, as attributes whose
  # values are xtext (RFC 3461, 4). Which names are known is the engine's business. A value is
  # never empty: what is not known is spelled [UNAVAILABLE].
  machine postfix_peer;
  include abnf_core "abnf/abnf_core.rl";
  include rfc3461_xtext "abnf/rfc3461_xtext.rl";

  attribute_name  = ALPHA+;
  attribute_value = (xchar | hexchar)+;
  peer_attribute  = attribute_name "=" attribute_value;
  peer_attributes = peer_attribute (SP peer_attribute)*;
}%%
