"""Postfix and Exim as clients that send everything on to one address.

Each function starts one for a test. `mechanism` says that it has to log in as USER behind TLS whose
certificate it checks; `at_once` that TLS begins with the first octet.
"""

from peers import PASSWORD, USER, Exim, Postfix

# Cyrus SASL, or Exim itself, does the talking.
POSTFIX_GUARDED = {
    "smtp_tls_security_level": "verify", "smtp_tls_CAfile": "/tls/ca.pem",
    "smtp_tls_verify_cert_match": "mx.example.org", "smtp_tls_loglevel": "1",
    "smtp_sasl_auth_enable": "yes", "smtp_sasl_password_maps": f"static:{{{USER}:{PASSWORD}}}",
    "smtp_sasl_security_options": "noanonymous",
}

EXIM_ROUTER = """
onward:
  driver = manualroute
  route_list = * {host}
  transport = onward
  self = send
"""
EXIM_TRANSPORT = """
onward:
  driver = smtp
  port = {port}
  allow_localhost
  hosts_try_fastopen =
"""
EXIM_GUARDED = """
  hosts_require_tls = *
  tls_verify_certificates = /tls/ca.pem
  tls_verify_hosts = *
  tls_verify_cert_hostnames =
  hosts_require_auth = *
"""
EXIM_AUTHENTICATORS = {
    "PLAIN": f"plain:\n  driver = plaintext\n  public_name = PLAIN\n"
             f"  client_send = ^{USER}^{PASSWORD}\n",
    "LOGIN": f"login:\n  driver = plaintext\n  public_name = LOGIN\n"
             f"  client_send = : {USER} : {PASSWORD}\n",
}


def postfix(test, address, mechanism="", at_once=False, **settings):
    host, port = address.rsplit(":", 1)
    words = {"relayhost": f"[{host}]:{port}", "virtual_mailbox_domains": ""}
    if mechanism:
        words.update(POSTFIX_GUARDED, smtp_sasl_mechanism_filter=mechanism)
    if at_once:
        words["smtp_tls_wrappermode"] = "yes"
    relay = test.prepared(Postfix, **{**words, **settings})
    if mechanism:
        relay.take_certificates("ca.pem")
    return relay.start()


def exim(test, address, mechanism="", at_once=False):
    host, port = address.rsplit(":", 1)
    transport = EXIM_TRANSPORT.format(port=port)
    if mechanism:
        transport += EXIM_GUARDED
    if at_once:
        transport += "  protocol = smtps\n"
    relay = test.prepared(Exim, routers=EXIM_ROUTER.format(host=host), transports=transport,
                          authenticators=EXIM_AUTHENTICATORS.get(mechanism, ""))
    if mechanism:
        relay.take_certificates("ca.pem")
    return relay.start()
