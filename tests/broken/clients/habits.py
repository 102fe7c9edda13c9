"""How a client behaves. The defaults are sound; a fault changes one or two of them."""

import re
from dataclasses import dataclass

KNOWN_KEYWORDS = {"8BITMIME", "SIZE", "PIPELINING", "STARTTLS", "AUTH", "DSN", "SMTPUTF8",
                  "CHUNKING"}
KNOWN_CODES = {220, 221, 235, 250, 334, 354, 421, 450, 451, 452, 454, 500, 501, 502, 503, 504, 535,
               550, 551, 552, 553, 554}
EXACT = {"2": {220, 221, 235, 250}, "3": {334, 354}}


@dataclass
class Habits:  # pylint: disable=too-many-instance-attributes
    """A bool is something that a sound client does not do."""

    # Hearing replies.
    first_line_only: bool = False
    several_lines_are_an_error: bool = False
    code_needs_a_space: bool = False
    text_is_needed: bool = False
    enhanced_is_an_error: bool = False
    a_read_is_a_line: bool = False
    line_octets_max: int = 4096
    lines_max: int = 1000
    text_decides: bool = False
    third_digit_counts: bool = False
    unknown_codes_are_success: bool = False
    means_sent_by_421: bool = False
    lost_is_sent: bool = False
    always_success: bool = False
    greeting_is_not_awaited: bool = False
    greeting_is_not_looked_at: bool = False
    mail_is_not_looked_at: bool = False
    rcpt_is_not_looked_at: bool = False
    data_is_not_looked_at: bool = False
    dot_is_not_looked_at: bool = False
    one_is_enough: bool = False
    ends_at_221: bool = False
    # Saying commands.
    line_end: bytes = b"\r\n"
    hello_name: str = "client.example.org"
    no_hello: bool = False
    helo_at_once: bool = False
    ehlo_alone: bool = False
    private_verb: bool = False
    space_behind_the_colon: bool = False
    lower_case: bool = False
    octet_in_paths: str = ""
    source_routes: bool = False
    rcpt_before_mail: bool = False
    mail_twice: bool = False
    behind_data: str = ""
    behind_quit: str = ""
    closes_without_quit: bool = False
    quit_is_not_awaited: bool = False
    quit_behind_the_dot: bool = False
    groups_anyway: bool = False
    group_goes_on: bool = False
    group_goes_on_behind_auth: bool = False
    content_for_nobody: bool = False
    # Offers.
    capitals_only: bool = False
    unknown_offers_are_an_error: bool = False
    last_offer_is_not_seen: bool = False
    needs_an_offer: bool = False
    takes_all_for_offered: bool = False
    says_smtputf8: bool = False
    utf8_anyway: bool = False
    binary_anyway: bool = False
    bdat_anyway: bool = False
    data_anyway: bool = False
    # Content.
    content_as_it_is: bool = False
    content_line_end: bytes = b"\r\n"
    dots_are_not_doubled: bool = False
    dots_at_buffer_ends_are_not: bool = False
    dots_doubled_in_chunks: bool = False
    empty_line_before_the_dot: bool = False
    last_line_stays_open: bool = False
    folds_long_lines: bool = False
    eight_bits_anyway: bool = False
    eight_bits_are_mime: bool = False
    question_marks: bool = False
    chunks_go_on: bool = False
    no_rset: bool = False
    # TLS and logins.
    tls_is_optional: bool = False
    clear_after_a_failed_handshake: bool = False
    hello_before_the_handshake: bool = False
    keeps_the_buffer: bool = False
    keeps_the_offers: bool = False
    no_hello_inside_tls: bool = False
    starttls_again: bool = False
    any_certificate: bool = False
    any_name: bool = False
    passwords_in_clear: bool = False
    unknown: tuple = ()
    first_mechanism_alone: bool = False
    goes_on_without_login: bool = False
    decodes_anything: bool = False
    nonce_is_not_checked: bool = False
    signature_is_not_checked: bool = False

    def means(self, reply, first_digit):
        """True if the reply is of this kind, as far as the client understands."""
        if self.text_decides:
            text = " ".join(reply.texts).lower()
            if re.search(r"\b550\b|error|refused", text):
                return False
            if re.search(r"\b250\b|queued", text):
                return True
        if self.unknown_codes_are_success and reply.code not in KNOWN_CODES:
            return True
        if self.third_digit_counts:
            return reply.code in EXACT[first_digit]
        return 200 <= reply.code < 600 and str(reply.code)[0] == first_digit

    def offers_in(self, reply, before):
        """Keywords and what stands behind them."""
        offers = dict(before) if self.keeps_the_offers else {}
        lines = reply.texts[1:-1] if self.last_offer_is_not_seen else reply.texts[1:]
        for line in lines:
            keyword, _, rest = line.partition(" ")
            if not self.capitals_only:
                keyword = keyword.upper()
            if self.unknown_offers_are_an_error and (keyword not in KNOWN_KEYWORDS or
                                                     keyword == "SMTPUTF8" and rest):
                return {"STOP": ""}
            if self.keeps_the_offers and keyword in offers:
                continue
            offers[keyword] = rest
        if self.needs_an_offer and "8BITMIME" not in offers:
            return {"STOP": ""}
        return offers

    def colon(self, words):
        return words + (": " if self.space_behind_the_colon else ":")

    def path(self, address):
        if self.lower_case:
            address = address.lower()
        if self.octet_in_paths:
            address = address.replace("@", self.octet_in_paths + "@")
        if self.source_routes and address:
            address = "@relay.example.org:" + address
        return f"<{address}>"

    def prepared(self, message, offers):
        """The message with CRLF; None: it cannot be sent as it is."""
        if "STOP" in offers:
            return None
        if not self.content_as_it_is:
            # Where there is one CRLF all line ends are, and a bare one is none.
            if b"\r\n" not in message:
                message = message.replace(b"\n", b"\r\n")
            if re.search(rb"\r(?!\n)|(?<!\r)\n", message):
                return None
        if not message.endswith(b"\r\n") and not self.last_line_stays_open:
            message += b"\r\n"
        if self.folds_long_lines:
            message = re.sub(rb"([^\r\n]{500})", rb"\1\r\n ", message)
        header = message.partition(b"\r\n\r\n")[0].lower()
        if all(octet < 128 for octet in message) or self.eight_bits_anyway:
            return message
        if self.question_marks:
            return bytes(octet if octet < 128 else ord("?") for octet in message)
        mime = b"\r\nmime-version:" in header or self.eight_bits_are_mime
        return message if "8BITMIME" in offers and mime else None

    def as_content(self, message):
        """What leaves between 354 and the dot."""
        if self.dots_at_buffer_ends_are_not:
            pieces = [message[at:at + 1024] for at in range(0, len(message), 1024)]
            message = b"".join(piece.replace(b"\r\n.", b"\r\n..") for piece in pieces)
        elif not self.dots_are_not_doubled:
            message = re.sub(rb"(^|\r\n)\.", rb"\1..", message)
        if self.content_line_end != b"\r\n":
            message = message.replace(b"\r\n", self.content_line_end) + b"\r\n"
        return message + (b"\r\n" if self.empty_line_before_the_dot else b"")

    def as_chunks(self, message):
        if self.dots_doubled_in_chunks:
            message = re.sub(rb"\r\n\.", rb"\r\n..", message)
        return message.replace(b"\r\n", self.content_line_end)
