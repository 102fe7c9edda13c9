#!/usr/bin/env python3
"""Python's smtplib as a client to judge: smtplib_send.py HOST PORT SENDER MESSAGE RECIPIENT...

CA, LOGIN and PASSWORD of the environment: STARTTLS with that CA, and a login behind it. Ends with 0
where every recipient was taken.
"""

import os
import smtplib
import ssl
import sys


def main(host, port, sender, message, *recipients):
    with open(message, "rb") as file:
        content = file.read()
    with smtplib.SMTP(host, int(port), local_hostname="client.example.org", timeout=10) as client:
        if os.environ.get("CA"):
            client.starttls(context=ssl.create_default_context(cafile=os.environ["CA"]))
        if os.environ.get("LOGIN"):
            client.login(os.environ["LOGIN"], os.environ["PASSWORD"])
        refused = client.sendmail("" if sender == "<>" else sender, recipients, content)
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
