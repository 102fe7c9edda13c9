"""Mechanisms of AUTH, the strongest first. Each returns the last reply."""

import base64
import binascii
import hashlib
import hmac
import os

from wire import Reply

FAILED = Reply(535, ["the client ended it"])


def encoded(octets):
    return base64.b64encode(octets).decode() or "="


def challenge_of(reply, habits):
    """The octets of a challenge; None: it is no base64."""
    try:
        return base64.b64decode(reply.texts[-1], validate=not habits.decodes_anything)
    except binascii.Error:
        return b"" if habits.decodes_anything else None


def cancel(wire):
    wire.ask("*")
    return FAILED


def plain(wire, user, password, habits):
    line = "AUTH PLAIN " + encoded(f"\0{user}\0{password}".encode())
    if not habits.group_goes_on_behind_auth:
        return wire.ask(line)
    wire.say(line)
    wire.say("NOOP")
    reply = wire.reply()
    wire.reply()
    return reply


def login(wire, user, password, habits):
    reply = wire.ask("AUTH LOGIN")
    for answer in user, password:
        if reply.code != 334:
            return reply
        if challenge_of(reply, habits) is None:
            return cancel(wire)
        reply = wire.ask(encoded(answer.encode()))
    return reply


def scram_sha_256(wire, user, password, habits):
    """RFC 5802 and RFC 7677, without channel binding."""
    nonce = base64.b64encode(os.urandom(18)).decode()
    bare = f"n={user.replace('=', '=3D').replace(',', '=2C')},r={nonce}"
    reply = wire.ask("AUTH SCRAM-SHA-256 " + encoded(f"n,,{bare}".encode()))
    if reply.code != 334:
        return reply
    first = challenge_of(reply, habits)
    if first is None:
        return cancel(wire)
    first = first.decode()
    words = dict(word.split("=", 1) for word in first.split(","))
    if not words["r"].startswith(nonce) and not habits.nonce_is_not_checked:
        return cancel(wire)
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), base64.b64decode(words["s"]),
                                 int(words["i"]))
    def keyed(key, text):
        return hmac.digest(key, text, "sha256")
    client_key = keyed(salted, b"Client Key")
    final = f"c=biws,r={words['r']}"
    signed = f"{bare},{first},{final}".encode()
    signature = keyed(hashlib.sha256(client_key).digest(), signed)
    proof = bytes(a ^ b for a, b in zip(client_key, signature))
    reply = wire.ask(encoded(f"{final},p={encoded(proof)}".encode()))
    expected = b"v=" + base64.b64encode(keyed(keyed(salted, b"Server Key"), signed))
    if reply.code == 334 and challenge_of(reply, habits) == expected:
        return wire.ask("")
    if habits.signature_is_not_checked:
        return wire.ask("") if reply.code == 334 else reply
    return cancel(wire) if reply.code == 334 else FAILED


LOGINS = {"SCRAM-SHA-256": scram_sha_256, "PLAIN": plain, "LOGIN": login}
