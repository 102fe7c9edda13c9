#!/usr/bin/env python3
"""A small SMTP client that is sound, or wrong in one way: client.py [--fault NAME] ...

It exists to be judged: `heloport check --client` must find every fault of faults.py and none in the
sound one. Its exit status is 0 where every recipient's mail was taken, else 1.
"""

import argparse
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from faults import FAULTS  # noqa: E402
from habits import Habits  # noqa: E402
from logins import LOGINS  # noqa: E402
from wire import Gone, Refused, Reply, Wire  # noqa: E402

CHUNK_OCTETS = 65536


class Client:
    """One message to some recipients over one connection."""

    def __init__(self, told, habits):
        self.told = told
        self.habits = habits
        self.offers = {}
        self.wire = None
        self.taken = 0  # recipients whose mail was taken

    def deliver(self):
        """True if everybody's mail was taken."""
        try:
            self.wire = Wire(self.told.host, self.told.port, self.habits)
            self.session()
        except Refused:
            self.leave()
        except Gone:
            if self.habits.lost_is_sent:
                return True
            if self.habits.clear_after_a_failed_handshake and self.wire and self.wire.tls_failed:
                return Client(argparse.Namespace(**{**vars(self.told), "tls": False}),
                              self.habits).deliver()
            return False
        finally:
            if self.wire:
                self.wire.close()
        return self.taken == len(self.told.recipients)

    def session(self):
        habits = self.habits
        if not habits.greeting_is_not_awaited:
            greeting = self.wire.reply()
            if not habits.greeting_is_not_looked_at:
                self.demand(greeting, "2")
        self.hello()
        if self.told.tls:
            self.start_tls()
        if self.told.user:
            self.log_in()
        self.transaction()
        self.leave()

    def demand(self, reply, first_digit):
        if reply.code == 421 and self.habits.means_sent_by_421:
            self.taken = len(self.told.recipients)
            raise Refused(reply)
        if not self.habits.means(reply, first_digit):
            raise Refused(reply)
        return reply

    def leave(self):
        """QUIT, and its reply."""
        try:
            if self.habits.closes_without_quit:
                return
            self.wire.say("QUIT" + self.habits.behind_quit)
            if not self.habits.quit_is_not_awaited:
                self.wire.reply()
        except Gone:
            if self.habits.several_lines_are_an_error:
                self.taken = 0

    # What is offered.

    def hello(self):
        habits = self.habits
        if habits.no_hello:
            return
        if habits.private_verb:
            self.wire.ask("HELLO " + habits.hello_name)
        first = "HELO" if habits.helo_at_once else "EHLO"
        reply = self.wire.ask(f"{first} {habits.hello_name}")
        if habits.greeting_is_not_awaited:
            reply = self.wire.reply()
        if reply.code in (500, 502) and first == "EHLO" and not habits.ehlo_alone:
            self.offers = {}
            self.demand(self.wire.ask(f"HELO {habits.hello_name}"), "2")
            return
        self.demand(reply, "2")
        self.offers = habits.offers_in(reply, self.offers)

    def offered(self, keyword):
        return keyword in self.offers or self.habits.takes_all_for_offered

    def start_tls(self):
        habits = self.habits
        if "STARTTLS" not in self.offers:
            if habits.tls_is_optional:
                return
            raise Refused(Reply(0, []))
        if habits.group_goes_on:
            self.wire.say("STARTTLS")
            self.wire.say("NOOP")
            reply = self.wire.reply()
        else:
            reply = self.wire.ask("STARTTLS")
        if habits.tls_is_optional and reply.code != 220:
            return
        self.demand(reply, "2")
        if habits.hello_before_the_handshake:
            self.wire.say("EHLO " + habits.hello_name)
        self.wire.start_tls(self.told.ca, self.told.host)
        if habits.no_hello_inside_tls:
            return
        if not habits.keeps_the_offers:
            self.offers = {}
        self.hello()
        if habits.starttls_again:
            self.wire.ask("STARTTLS")

    def log_in(self):
        mechanisms = [word.upper() for word in self.offers.get("AUTH", "").split()]
        if not mechanisms:
            raise Refused(Reply(0, []))
        if not self.wire.encrypted and not self.habits.passwords_in_clear:
            raise Refused(Reply(0, []))
        known = [name for name in LOGINS if name in mechanisms and name not in self.habits.unknown]
        if self.habits.first_mechanism_alone:
            known = [name for name in known if name == mechanisms[0]]
        if not known:
            raise Refused(Reply(0, []))
        reply = LOGINS[known[0]](self.wire, self.told.user, self.told.password, self.habits)
        if not self.habits.goes_on_without_login:
            self.demand(reply, "2")

    # The transaction.

    def transaction(self):
        habits = self.habits
        message = habits.prepared(self.told.message, self.offers)
        if message is None:
            raise Refused(Reply(0, []))
        size = self.offers.get("SIZE", "").split()
        if size and size[0].isdigit() and 0 < int(size[0]) < len(message):
            raise Refused(Reply(0, []))
        mail = self.mail_line(message)
        if mail is None:
            raise Refused(Reply(0, []))
        lines = [mail] + [self.rcpt_line(one) for one in self.told.recipients]
        chunked = self.offered("CHUNKING") and not habits.data_anyway
        if habits.rcpt_before_mail:
            lines[0], lines[1] = lines[1], lines[0]
        if habits.mail_twice:
            lines.insert(1, lines[0])
        if self.offered("PIPELINING") or habits.groups_anyway:
            accepted, data = self.grouped(lines, chunked)
        else:
            accepted, data = self.one_by_one(lines, chunked)
        if chunked or (habits.bdat_anyway and accepted):
            self.send_chunks(message, accepted)
        else:
            self.send_content(message, accepted, data)

    def mail_line(self, message):
        words = [self.habits.colon("MAIL FROM") + self.habits.path(self.told.sender)]
        eight_bit = any(octet > 127 for octet in message)
        utf8 = not all(one.isascii() for one in [self.told.sender, *self.told.recipients])
        utf8 = utf8 or any(octet > 127 for octet in message.partition(b"\r\n\r\n")[0])
        if utf8 and not self.offered("SMTPUTF8") and not self.habits.utf8_anyway:
            return None
        if (utf8 or self.habits.says_smtputf8) and not self.habits.utf8_anyway:
            words.append("SMTPUTF8")
        if self.offered("SIZE"):
            words.append(f"SIZE={len(message)}")
        if self.habits.binary_anyway:
            words.append("BODY=BINARYMIME")
        elif (eight_bit or self.habits.takes_all_for_offered) and self.offered("8BITMIME"):
            words.append("BODY=8BITMIME")
        return " ".join(words)

    def rcpt_line(self, address):
        line = self.habits.colon("RCPT TO") + self.habits.path(address)
        if self.told.notify and self.offered("DSN"):
            line += " NOTIFY=SUCCESS ORCPT=rfc822;" + address
        return line

    def heard(self, reply, index, accepted):
        """What the reply to the line of this index is taken for."""
        if index == 0:
            if not self.habits.mail_is_not_looked_at:
                self.demand(reply, "2")
        elif reply.code == 421 or reply.code >= 600:
            self.demand(reply, "2")
        elif self.habits.means(reply, "2") or self.habits.rcpt_is_not_looked_at:
            accepted.append(index)

    def one_by_one(self, lines, chunked):
        accepted = []
        for index, line in enumerate(lines):
            self.heard(self.wire.ask(line), index, accepted)
        if not accepted:
            raise Refused(Reply(0, []))
        if chunked or self.habits.bdat_anyway:
            return accepted, None
        if self.habits.group_goes_on:
            self.wire.say("DATA")
            return accepted, None
        return accepted, self.wire.ask("DATA" + self.habits.behind_data)

    def grouped(self, lines, chunked):
        for line in [*lines, *([] if chunked else ["DATA"])]:
            self.wire.say(line)
        if self.habits.group_goes_on:
            self.wire.say("NOOP")
        accepted, refusal = [], None
        for index in range(len(lines)):
            try:
                reply = self.wire.reply()
                if self.habits.ends_at_221 and reply.texts[-1].startswith("221"):
                    raise Gone
                self.heard(reply, index, accepted)
            except Refused as refused:
                refusal = refusal or refused
        data = None if chunked else self.wire.reply()
        if refusal or not accepted:
            if data and data.code // 100 == 3:  # a dot alone, for nobody
                self.wire.send(b"." if not self.habits.content_for_nobody else b"Hello.\r\n.")
                self.wire.ask("")
            raise refusal or Refused(Reply(0, []))
        return accepted, data

    def send_content(self, message, accepted, data):
        if data is not None and not self.habits.data_is_not_looked_at:
            self.demand(data, "3")
        self.wire.send(self.habits.as_content(message))
        self.wire.say(".")
        if data is None:
            self.demand(self.wire.reply(), "3")
        if self.habits.quit_behind_the_dot:
            self.wire.say("QUIT")
        self.finish(self.wire.reply(), accepted)

    def send_chunks(self, message, accepted):
        message = self.habits.as_chunks(message)
        pieces = [message[at:at + CHUNK_OCTETS] for at in range(0, len(message), CHUNK_OCTETS)]
        reply = None
        for piece in pieces:
            last = " LAST" if piece is pieces[-1] else ""
            self.wire.say(f"BDAT {len(piece)}{last}")
            self.wire.send(piece)
            reply = self.wire.reply()
            if reply.code // 100 != 2 and not self.habits.chunks_go_on:
                self.wire.ask("NOOP" if self.habits.no_rset else "RSET")
                raise Refused(reply)
        self.finish(reply, accepted)

    def finish(self, reply, accepted):
        if not self.habits.dot_is_not_looked_at:
            self.demand(reply, "2")
        self.taken = len(accepted)
        if self.habits.one_is_enough:
            self.taken = len(self.told.recipients)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--fault", choices=sorted(FAULTS))
    parser.add_argument("--host", required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--sender", required=True)
    parser.add_argument("--recipient", action="append", dest="recipients", required=True)
    parser.add_argument("--message", required=True)
    parser.add_argument("--tls", action="store_true")
    parser.add_argument("--ca")
    parser.add_argument("--user")
    parser.add_argument("--password")
    parser.add_argument("--notify", action="store_true")
    told = parser.parse_args()
    told.sender = "" if told.sender == "<>" else told.sender
    with open(told.message, "rb") as file:
        told.message = file.read()
    habits = Habits(**(FAULTS[told.fault].change if told.fault else {}))
    sent = Client(told, habits).deliver()
    return 0 if sent or habits.always_success else 1


if __name__ == "__main__":
    sys.exit(main())
