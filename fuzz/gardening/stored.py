"""A stored mail without what its server put before it, so that two servers' can be compared."""

import re
from dataclasses import dataclass

# What a server may add on the way in (RFC 5321, 4.4), and their own names for the envelope.
_ADDED = re.compile(
    rb"(?:Return-Path|Received|Delivered-To|X-Original-To|Delivery-date|Envelope-to|"
    rb"X-Peer|X-MailFrom|X-RcptTo):[^\n]*\n(?:[ \t][^\n]*\n)*", re.IGNORECASE)
_RETURN_PATH = re.compile(rb"Return-Path: ?<([^>\n]*)>", re.IGNORECASE)


@dataclass(frozen=True)
class Mail:
    """`sender` is None where the server does not keep it. Line ends are LF."""

    sender: bytes | None
    content: bytes


def mail_of(octets):
    """Takes off the lines at the top; a blank line behind them that a headless mail got is too."""
    text = octets.replace(b"\r\n", b"\n")
    sender, at = None, 0
    while added := _ADDED.match(text, at):
        if path := _RETURN_PATH.match(added[0]):
            sender = path[1].lower()
        at = added.end()
    return Mail(sender, text[at:].strip(b"\n"))
