"""A SCRAM-SHA-256 client of its own (RFC 5802, 3; RFC 7677), with and without channel binding."""

import base64
import hashlib
import hmac
import re
import secrets

from peers import PASSWORD, USER
from tls_talk import base64_of


def _hmac(key, text):
    return hmac.digest(key, text.encode(), "sha256")


def _xor(one, other):
    return bytes(a ^ b for a, b in zip(one, other))


def login(talk, header="n,,", binding=b"", mechanism="SCRAM-SHA-256", password=PASSWORD):
    """Runs the exchange; the last reply. Where the server proves itself, the proof is checked.

    `header` is the gs2-header, such as `p=tls-unique,,`, and `binding` what it binds to.
    """
    first_bare = f"n={USER},r={secrets.token_urlsafe(18)}"
    reply = talk.expect("334", f"AUTH {mechanism} {base64_of(header + first_bare)}")
    server_first = base64.b64decode(reply[4:]).decode()
    nonce, salt, iterations = re.fullmatch(r"r=([^,]+),s=([^,]+),i=(\d+)", server_first).groups()
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), base64.b64decode(salt),
                                 int(iterations))
    client_key = _hmac(salted, "Client Key")
    without_proof = f"c={base64_of(header.encode() + binding)},r={nonce}"
    signed = f"{first_bare},{server_first},{without_proof}"
    proof = _xor(client_key, _hmac(hashlib.sha256(client_key).digest(), signed))
    reply = talk.say(base64_of(f"{without_proof},p={base64_of(proof)}"))
    if not reply.startswith("334"):
        return reply
    signature = base64_of(_hmac(_hmac(salted, "Server Key"), signed))
    assert base64.b64decode(reply[4:]).decode() == f"v={signature}", reply
    return talk.say("")
