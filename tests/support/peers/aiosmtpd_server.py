"""The server of aiosmtpd.py; its own help says how it is called."""

import argparse
import asyncio
import os
import ssl

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, AuthResult


class Storing:
    """Each mail is a file NUMBER in FOLDER/USER/new, as it came."""

    def __init__(self, folder, recipients):
        self.folder = folder
        self.recipients = recipients
        self.count = 0

    # pylint: disable-next=invalid-name,too-many-arguments
    async def handle_RCPT(self, _server, _session, envelope, address, options):
        if self.recipients and address.lower() not in self.recipients:
            return "550 5.1.1 No such user"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 Ok"

    async def handle_DATA(self, _server, _session, envelope):  # pylint: disable=invalid-name
        for recipient in envelope.rcpt_tos:
            self.count += 1
            folder = os.path.join(self.folder, recipient.split("@")[0], "new")
            os.makedirs(folder, exist_ok=True)
            with open(os.path.join(folder, f".{self.count}"), "wb") as file:
                file.write(envelope.original_content)
            os.rename(file.name, os.path.join(folder, str(self.count)))
        return "250 2.0.0 Stored"


class Discarding:
    """What comes is accepted and forgotten."""

    async def handle_DATA(self, *_):  # pylint: disable=invalid-name
        return "250 2.0.0 Discarded"


def guard(options):
    """What of SMTP's arguments lets in only who has logged in behind TLS; the context of TLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(f"{options.tls}.pem", f"{options.tls}.key")
    expected = (options.user.encode(), options.password.encode())

    def authenticate(_server, _session, _envelope, _mechanism, data):
        return AuthResult(handled=False, success=(data.login, data.password) == expected)

    return {"authenticator": authenticate, "auth_required": not options.open}, context


async def serve(options):
    handler = Discarding() if options.discard else Storing(
        options.folder, [address.lower() for address in options.recipient])
    kind = LMTP if options.lmtp else SMTP

    async def listen(port, context=None, **words):
        return await asyncio.get_running_loop().create_server(
            lambda: kind(handler, hostname="aiosmtpd.example.net", enable_SMTPUTF8=True,
                         data_size_limit=options.max_size, **words),
            "127.0.0.1", port, ssl=context)

    if options.tls:
        guarded, context = guard(options)
        servers = [await listen(options.tls_port, context, auth_require_tls=False, **guarded),
                   await listen(options.port, tls_context=context,
                                require_starttls=not options.open, **guarded)]
    else:
        servers = [await listen(options.port)]
    await asyncio.gather(*(server.serve_forever() for server in servers))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("port", type=int)
    parser.add_argument("folder", help="USER/new below it holds what came")
    parser.add_argument("--discard", action="store_true", help="nothing is stored")
    parser.add_argument("--lmtp", action="store_true")
    parser.add_argument("--recipient", action="append", default=[],
                        help="who has a mailbox here, instead of everybody; again for more")
    parser.add_argument("--max-size", type=int, default=33554432, help="octets of a message")
    parser.add_argument("--open", action="store_true", help="TLS and logins are nobody's duty")
    parser.add_argument("--tls", help="certificate and key, without .pem and .key")
    parser.add_argument("--tls-port", type=int, help="TLS at once")
    parser.add_argument("--user", help="who alone may log in")
    parser.add_argument("--password")
    asyncio.run(serve(parser.parse_args()))


if __name__ == "__main__":
    main()
