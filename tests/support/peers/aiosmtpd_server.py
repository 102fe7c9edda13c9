"""The server of aiosmtpd.py: aiosmtpd_server.py PORT FOLDER [--lmtp]."""

import argparse
import asyncio
import os

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP


class Storing:
    """Each mail is a file NUMBER in FOLDER/USER/new, as it came."""

    def __init__(self, folder):
        self.folder = folder
        self.count = 0

    async def handle_DATA(self, _server, _session, envelope):  # pylint: disable=invalid-name
        for recipient in envelope.rcpt_tos:
            self.count += 1
            folder = os.path.join(self.folder, recipient.split("@")[0], "new")
            os.makedirs(folder, exist_ok=True)
            with open(os.path.join(folder, f".{self.count}"), "wb") as file:
                file.write(envelope.original_content)
            os.rename(file.name, os.path.join(folder, str(self.count)))
        return "250 2.0.0 Stored"


async def serve(options):
    storing = Storing(options.folder)
    kind = LMTP if options.lmtp else SMTP
    server = await asyncio.get_running_loop().create_server(
        lambda: kind(storing, hostname="aiosmtpd.example.net", enable_SMTPUTF8=True),
        "127.0.0.1", options.port)
    async with server:
        await server.serve_forever()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("port", type=int)
    parser.add_argument("folder")
    parser.add_argument("--lmtp", action="store_true")
    asyncio.run(serve(parser.parse_args()))


if __name__ == "__main__":
    main()
