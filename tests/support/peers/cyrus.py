"""Cyrus SASL, which some servers ask who a client is: the user is in its database."""

import os

from peers.instance import PASSWORD, USER

MECHANISMS = "SCRAM-SHA-256 PLAIN LOGIN"
CONFIGURATION = """pwcheck_method: auxprop
auxprop_plugin: sasldb
sasldb_path: /etc/sasldb2
mech_list: {mechanisms}
"""


def make_known(server, configuration_path):
    """Makes USER known to a server in a root of its own, which has SASL configured there."""
    user, domain = USER.split("@")
    server.write(configuration_path, CONFIGURATION.format(mechanisms=MECHANISMS))
    server.run("/usr/sbin/saslpasswd2", "-c", "-p", "-f", "/etc/sasldb2", "-u", domain, user,
               octets=PASSWORD.encode())
    os.chmod(server.path("etc/sasldb2"), 0o644)
