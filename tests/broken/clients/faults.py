"""Every fault of a client: what is wrong, how its habits differ, and the cases that must find it.

A case is named without `client/`. Every MUST case of the suite stands behind one fault at least.
"""

from collections import namedtuple

Fault = namedtuple("Fault", "what change cases")


def fault(what, cases, **change):
    return Fault(what, change, cases.split())


FAULTS = {
    # Hearing replies.
    "first-line-only": fault(
        "takes the first line of a reply for all of it",
        "rfc5321/4.2/several-lines-in-the-greeting rfc5321/4.2/several-lines-to-mail "
        "rfc5321/4.2/several-lines-to-rcpt rfc5321/4.2/several-lines-to-data "
        "rfc5321/4.2.1/the-last-line-comes-late rfc2920/3.1/several-lines-count-once "
        "rfc5321/4.2.1/code-alone-behind-other-lines "
        "rfc5321/4.3.1/a-greeting-of-two-halves-is-awaited", first_line_only=True),
    "several-lines-are-an-error": fault(
        "knows no reply of several lines but the one to EHLO",
        "rfc5321/4.2/several-lines-to-quit rfc5321/4.2/several-lines-to-the-dot "
        "rfc5321/4.2/several-lines-to-helo rfc5321/4.2/several-lines-to-mail "
        "rfc5321/4.2/several-lines-to-rcpt rfc5321/4.2/several-lines-to-data "
        "rfc4954/4/several-lines-to-auth rfc3207/4/several-lines-to-starttls",
        several_lines_are_an_error=True),
    "code-needs-a-space": fault(
        "takes a line of a code alone for no reply",
        "rfc5321/4.2.1/code-alone rfc5321/4.2.1/code-alone-behind-other-lines "
        "rfc5321/4.1.1.1/the-last-line-without-space", code_needs_a_space=True),
    "text-is-needed": fault(
        "takes a reply without a text for none", "rfc5321/4.2/code-and-space-alone",
        text_is_needed=True),
    "enhanced-is-an-error": fault(
        "takes an enhanced code that was not offered for an error",
        "rfc5321/4.2/enhanced-codes-change-nothing", enhanced_is_an_error=True),
    "a-read-is-a-line": fault(
        "takes what one read brings for a line",
        "rfc5321/4.2.1/octet-by-octet rfc5321/4.2.1/a-reply-in-two-halves "
        "rfc2920/3.1/a-group-octet-by-octet", a_read_is_a_line=True),
    "short-lines": fault(
        "has no room for a reply line of 512 octets",
        "rfc5321/4.5.3.1/reply-line-of-512-octets", line_octets_max=256),
    "few-lines": fault(
        "has no room for a reply of many lines", "rfc5321/4.1.1.1/many-keywords", lines_max=32),
    "endless-replies": fault(
        "reads a reply for ever", "rfc5321/4.5.3.2/an-endless-reply", lines_max=10**9),
    "text-decides": fault(
        "looks at the text of replies",
        "rfc5321/4.2/text-decides-nothing rfc5321/4.2/text-decides-nothing-of-a-refusal",
        text_decides=True),
    "third-digit-counts": fault(
        "knows no code but the usual ones",
        "rfc5321/4.2/unknown-2yz rfc5321/4.2/unknown-3yz rfc5321/4.2/will-forward "
        "rfc5321/4.2/cannot-verify", third_digit_counts=True),
    "unknown-codes-are-success": fault(
        "takes a code that it does not know for success",
        "rfc5321/4.2/unknown-4yz rfc5321/4.2/unknown-5yz rfc5321/4.2/unknown-4yz-after-the-dot "
        "rfc5321/4.2/unknown-5yz-after-the-dot rfc5321/4.2/out-of-range "
        "rfc5321/4.2/out-of-range-after-the-dot rfc7504/4/556-to-rcpt",
        unknown_codes_are_success=True),
    "sent-by-421": fault(
        "takes 421 for the end of a session that went well",
        "rfc5321/4.3.2/421-greeting rfc5321/4.3.2/421-to-mail rfc5321/4.3.2/421-to-rcpt "
        "rfc5321/4.3.2/421-to-data rfc5321/4.3.2/421-after-the-dot rfc5321/4.1.1.1/ehlo-421 "
        "rfc5321/4.3.2/421-to-the-second-recipient rfc3207/4/starttls-421",
        means_sent_by_421=True),
    "sent-when-lost": fault(
        "takes a lost connection for success",
        "rfc5321/3.8 rfc3207/4/starttls-lost rfc3207/4/a-handshake-that-is-closed",
        lost_is_sent=True),
    "always-success": fault(
        "reports success whatever happens",
        "rfc5321/3.3/a-refused-recipient-gets-nothing rfc5321/3.3/all-recipients-refused "
        "rfc1870/6.2 rfc5321/4.3.2/554-greeting rfc7504/4/521-greeting "
        "rfc3207/4/starttls-refused rfc4954/4/a-failed-login-and-no-mail "
        "rfc5802/5.1 rfc3207/4.2/injected-replies-take-nothing rfc8314/3.3",
        always_success=True),
    "talks-first": fault(
        "says EHLO before the greeting",
        "rfc5321/4.3.1/the-greeting-is-awaited rfc5321/4.3.1/a-greeting-of-two-halves-is-awaited",
        greeting_is_not_awaited=True),
    "any-greeting-will-do": fault(
        "does not look at the greeting",
        "rfc5321/4.3.2/554-greeting rfc5321/4.3.2/450-greeting rfc7504/4/521-greeting "
        "rfc5321/4.1.4/quit-follows-a-554-greeting", greeting_is_not_looked_at=True),
    "any-reply-to-mail": fault(
        "does not look at the reply to MAIL",
        "rfc5321/3.3/a-refused-sender-ends-it rfc5321/3.3/a-sender-refused-for-now-ends-it "
        "rfc1870/6.2/552-to-mail rfc1870/6.2/452-to-mail", mail_is_not_looked_at=True),
    "any-reply-to-rcpt": fault(
        "does not look at the reply to RCPT",
        "rfc2920/3.1/every-status-is-looked-at rfc2920/3.1/the-last-status-is-looked-at",
        rcpt_is_not_looked_at=True),
    "any-reply-to-data": fault(
        "sends content whatever DATA is answered",
        "rfc5321/3.3/content-follows-354-only rfc5321/3.3/content-does-not-follow-451 "
        "rfc5321/3.3/content-does-not-follow-250", data_is_not_looked_at=True),
    "any-reply-to-anything": fault(
        "sends content to whom it was refused",
        "rfc5321/3.3/a-refused-recipient-gets-nothing "
        "rfc5321/3.3/a-recipient-refused-for-now-gets-nothing rfc5321/3.3/all-recipients-refused "
        "rfc5321/4.2/several-lines-that-refuse rfc2920/3.1/a-refused-sender-in-a-group "
        "rfc7504/4/556-to-rcpt", mail_is_not_looked_at=True, rcpt_is_not_looked_at=True,
        data_is_not_looked_at=True),
    "any-reply-to-the-dot": fault(
        "does not look at the reply to the dot",
        "rfc5321/4.2.1/451-after-the-dot rfc5321/4.2.1/552-after-the-dot "
        "rfc5321/4.2.5/554-after-the-dot rfc5321/4.2/text-decides-nothing-of-a-refusal",
        dot_is_not_looked_at=True),
    "one-is-enough": fault(
        "reports success where one recipient of two was served",
        "rfc2920/3.1/every-status-is-looked-at rfc2920/3.1/the-last-status-is-looked-at",
        one_is_enough=True),
    "221-is-the-end": fault(
        "takes a text that begins with 221 for the reply to QUIT",
        "rfc2920/3.1/replies-are-counted",
        ends_at_221=True),
    # Saying commands.
    "lf": fault(
        "ends its lines in LF", "rfc5321/2.3.8/command-lines-end-in-crlf", line_end=b"\n"),
    "cr-cr-lf": fault(
        "ends its lines in CR CR LF", "rfc5321/2.3.8/command-lines-end-in-crlf",
        line_end=b"\r\r\n"),
    "a-name-that-is-none": fault(
        "says what no host can be called", "rfc5321/2.3.5/hello-names-a-host",
        hello_name="my_computer"),
    "a-name-in-utf8": fault(
        "says a name in UTF-8",
        "rfc6531/3.7.1/the-name-in-ehlo-stays-ascii rfc5321/2.3.5/hello-names-a-host",
        hello_name="b\u00fccher.example.org"),
    "localhost": fault(
        "calls itself localhost", "rfc5321/2.3.5/hello-name-is-qualified", hello_name="localhost"),
    "no-hello": fault(
        "says neither EHLO nor HELO", "rfc5321/4.1.4/hello-comes-first", no_hello=True),
    "helo-at-once": fault(
        "never tries EHLO", "rfc5321/2.2.1/ehlo-comes-before-helo", helo_at_once=True),
    "ehlo-alone": fault(
        "never says HELO",
        "rfc5321/3.2/helo-follows-500 rfc5321/3.2/helo-follows-502", ehlo_alone=True),
    "private-verb": fault(
        "says a command that there is not", "rfc5321/4.1.1/commands-are-well-formed",
        private_verb=True),
    "space-behind-the-colon": fault(
        "says MAIL FROM: and a space", "rfc5321/3.3/no-space-around-the-colon",
        space_behind_the_colon=True),
    "lower-case": fault(
        "makes small letters of addresses", "rfc5321/2.4/case-of-local-parts-stays",
        lower_case=True),
    "tab-in-paths": fault(
        "says a control octet in a path",
        "rfc5321/4.1.2/paths-are-ascii rfc5321/4.1.1/commands-are-well-formed",
        octet_in_paths="\t"),
    "source-routes": fault(
        "says a source route", "rfc5321/3.6.1/no-source-routes", source_routes=True),
    "long-lines": fault(
        "says a command line of 600 octets", "rfc5321/4.5.3.1/command-lines-are-short",
        octet_in_paths="x" * 600),
    "rcpt-before-mail": fault(
        "says RCPT before MAIL", "rfc5321/3.3/mail-rcpt-data", rcpt_before_mail=True,
        mail_is_not_looked_at=True),
    "mail-twice": fault(
        "says MAIL twice", "rfc5321/4.1.4/one-transaction-at-a-time", mail_twice=True),
    "data-with-an-argument": fault(
        "says something behind DATA", "rfc5321/4.1.1/no-arguments-to-data-rset-quit",
        behind_data=" please"),
    "quit-with-an-argument": fault(
        "says something behind QUIT", "rfc5321/4.1.1/no-arguments-to-data-rset-quit",
        behind_quit=" please"),
    "no-quit": fault(
        "closes the connection without QUIT",
        "rfc5321/4.1.1.10/quit-comes-last rfc5321/4.1.1.10/quit-follows-a-refusal "
        "rfc5321/4.1.4/quit-follows-a-554-greeting", closes_without_quit=True),
    "quit-and-gone": fault(
        "does not wait for the reply to QUIT",
        "rfc5321/4.1.1.10/the-reply-to-quit-is-awaited", quit_is_not_awaited=True),
    "quit-behind-the-dot": fault(
        "says QUIT before the dot is answered",
        "rfc5321/4.3.1/the-reply-to-the-dot-is-awaited rfc5321/4.3.1/replies-are-awaited",
        quit_behind_the_dot=True),
    "groups-anyway": fault(
        "groups commands though PIPELINING was not offered",
        "rfc5321/4.3.1/replies-are-awaited rfc2920/3.1/no-group-without-the-keyword "
        "rfc2920/3.1/no-group-after-helo rfc3207/4.2/pipelining-in-clear-is-forgotten",
        groups_anyway=True),
    "group-goes-on": fault(
        "says more behind a command that ends a group",
        "rfc2920/3.1/groups-end-where-they-must rfc3207/4/nothing-is-said-behind-starttls",
        group_goes_on=True),
    "group-goes-on-behind-auth": fault(
        "says more behind AUTH",
        "rfc4954/4/nothing-behind-auth", group_goes_on_behind_auth=True),
    "content-for-nobody": fault(
        "sends content for recipients who were refused", "rfc2920/3.1/nobody-and-354",
        content_for_nobody=True),
    # Offers.
    "capitals-only": fault(
        "knows keywords in capitals alone",
        "rfc5321/4.1.1.1/keywords-in-any-case rfc5321/4.1.1.1/auth-in-any-case "
        "rfc3461/5.2.2/dsn-in-any-case", capitals_only=True),
    "strict-offers": fault(
        "stumbles over what is offered and not known",
        "rfc5321/4.1.1.1/unknown-keywords-are-ignored rfc9422/3.7 "
        "rfc6531/3.1/parameters-of-smtputf8-are-ignored", unknown_offers_are_an_error=True),
    "last-offer": fault(
        "does not see the last line of an EHLO reply", "rfc5321/4.1.1.1/the-last-line-counts",
        last_offer_is_not_seen=True),
    "needs-an-offer": fault(
        "sends nothing where nothing is offered", "rfc5321/4.1.1.1/no-offers-at-all",
        needs_an_offer=True),
    "takes-all-for-offered": fault(
        "says parameters and BDAT without an offer",
        "rfc5321/4.1.1.3/only-offered-parameters rfc5321/4.1.1.3/no-parameters-after-helo "
        "rfc5321/4.1.1.3/only-offered-commands rfc3461/5.2.2/no-parameters-without-dsn",
        takes_all_for_offered=True),
    "says-smtputf8": fault(
        "says SMTPUTF8 of every message", "rfc6531/3.4/smtputf8-is-not-said", says_smtputf8=True),
    "utf8-anyway": fault(
        "says addresses in UTF-8 without a word",
        "rfc6531/3.2/no-utf8-without-smtputf8 rfc6531/3.4/smtputf8-is-said", utf8_anyway=True,
        eight_bits_anyway=True),
    "binary-anyway": fault(
        "says BODY=BINARYMIME without an offer", "rfc3030/3/no-binary-without-binarymime",
        binary_anyway=True),
    # Content.
    "content-as-it-is": fault(
        "sends whatever line ends a message has",
        "rfc5321/2.3.8/bare-lf-is-repaired-or-refused rfc5321/2.3.8/bare-cr-is-repaired-or-refused "
        "rfc5321/2.3.8/lf-dot-lf-ends-nothing rfc5321/2.3.8/content-has-crlf-only",
        content_as_it_is=True),
    "content-in-lf": fault(
        "ends the lines of content in LF", "rfc5321/2.3.8/content-has-crlf-only",
        content_line_end=b"\n"),
    "chunks-in-lf": fault(
        "ends the lines of chunks in LF", "rfc3030/2/text-by-bdat-is-canonical",
        content_line_end=b"\n"),
    "dots-as-they-are": fault(
        "doubles no dot",
        "rfc5321/4.5.2", dots_are_not_doubled=True),
    "dots-at-buffer-ends": fault(
        "doubles no dot where its buffer ended", "rfc5321/4.5.2/dots-in-a-long-message",
        dots_at_buffer_ends_are_not=True),
    "dots-in-chunks": fault(
        "doubles dots in chunks", "rfc3030/2/text-by-bdat-is-canonical",
        dots_doubled_in_chunks=True),
    "empty-line-before-the-dot": fault(
        "says an empty line before the dot",
        "rfc5321/4.1.1.4/ends-once rfc5321/4.1.1.4/ends-as-often-as-it-was-told",
        empty_line_before_the_dot=True),
    "open-last-line": fault(
        "says the dot in the last line", "rfc5321/4.1.1.4/a-last-line-without-its-end",
        last_line_stays_open=True),
    "folds": fault(
        "folds long lines", "rfc5321/4.5.3.1/text-line-of-1000-octets", folds_long_lines=True),
    "eight-bits-anyway": fault(
        "sends eight bits without an offer",
        "rfc5321/2.4/no-eight-bits-without-8bitmime rfc5321/2.4/no-eight-bits-after-helo",
        eight_bits_anyway=True),
    "eight-bit-headers": fault(
        "sends a header in UTF-8 without SMTPUTF8", "rfc5321/2.3.1/header-stays-ascii",
        eight_bits_anyway=True, utf8_anyway=True),
    "eight-bits-are-mime": fault(
        "says 8BITMIME of what is no MIME", "rfc5321/2.4/no-claim-of-mime-where-there-is-none",
        eight_bits_are_mime=True),
    "question-marks": fault(
        "sends question marks for eight bits",
        "rfc6152/3/eight-bits-where-they-are-welcome rfc6152/3/a-downgrade-loses-nothing",
        question_marks=True),
    "chunks-go-on": fault(
        "sends chunks behind a refused one",
        "rfc3030/2/no-chunk-behind-a-refused-one", chunks_go_on=True),
    "no-rset": fault(
        "says another command than RSET behind a refused chunk",
        "rfc3030/2/a-refused-chunk-is-followed-by-rset", no_rset=True),
    # TLS and logins.
    "tls-is-optional": fault(
        "goes on in clear where it was told to use TLS",
        "rfc3207/4/starttls-not-offered rfc3207/4/starttls-refused "
        "rfc3207/4/starttls-refused-for-now rfc3207/4/starttls-unknown", tls_is_optional=True),
    "clear-after-all": fault(
        "comes again in clear when the handshake fails",
        "rfc3207/4/a-handshake-of-garbage rfc3207/4/a-handshake-that-is-closed rfc8314/3.3",
        clear_after_a_failed_handshake=True),
    "hello-before-the-handshake": fault(
        "says EHLO in clear behind the 220", "rfc3207/4/handshake-follows-220",
        hello_before_the_handshake=True),
    "keeps-the-buffer": fault(
        "takes for said inside TLS what came in clear",
        "rfc3207/4.2/replies-in-clear-are-forgotten rfc3207/4.2/injected-replies-take-nothing",
        keeps_the_buffer=True),
    "keeps-the-offers": fault(
        "remembers inside TLS what was offered in clear",
        "rfc3207/4.2/offers-in-clear-are-forgotten rfc3207/4.2/auth-in-clear-is-forgotten "
        "rfc3207/4.2/pipelining-in-clear-is-forgotten rfc3207/4.2/a-smaller-size-inside-tls",
        keeps_the_offers=True),
    "no-hello-inside-tls": fault(
        "says no EHLO inside TLS", "rfc3207/4.2/ehlo-follows-the-handshake",
        no_hello_inside_tls=True),
    "starttls-again": fault(
        "says STARTTLS inside TLS", "rfc3207/4.2/starttls-once", starttls_again=True),
    "any-certificate": fault(
        "believes any certificate", "rfc8314/3.3", any_certificate=True),
    "any-name": fault(
        "believes the certificate of any host", "rfc8314/3.3/certificate-of-another-host",
        any_name=True),
    "passwords-in-clear": fault(
        "says its password outside TLS", "rfc4616/5/no-password-in-clear",
        passwords_in_clear=True, tls_is_optional=True),
    "no-plain": fault(
        "knows no PLAIN", "rfc4954/4/plain-inside-tls", unknown=("PLAIN",)),
    "first-mechanism-alone": fault(
        "looks at the first mechanism alone", "rfc4954/4/unknown-mechanisms-are-passed-over",
        first_mechanism_alone=True),
    "goes-on-without-login": fault(
        "sends without a login where that failed",
        "rfc4954/4/a-failed-login-and-no-mail rfc4954/4/a-temporary-failure-is-no-login",
        goes_on_without_login=True),
    "decodes-anything": fault(
        "takes anything for base64", "rfc4954/4/a-challenge-that-is-no-base64",
        decodes_anything=True),
    "any-nonce": fault(
        "does not look at the server's nonce", "rfc5802/5.1/a-nonce-that-is-not-ours",
        nonce_is_not_checked=True),
    "any-signature": fault(
        "does not look at the server's signature",
        "rfc5802/5.1/a-server-that-does-not-know-the-password "
        "rfc5802/5.1/a-server-that-proves-nothing", signature_is_not_checked=True),
}
