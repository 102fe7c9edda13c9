"""An SMTP server that is fast but for half a second, one second after its first command.

Prints its address; whoever started it ends it.
"""

import socket
import time

ANSWERS = {b"EHLO": b"250 mx.example.org\r\n", b"DATA": b"354 Go\r\n", b"QUIT": b"221 Bye\r\n"}
STALL_AFTER, STALL_SECONDS = 1.0, 0.5


def talk(connection):
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    connection.sendall(b"220 mx.example.org\r\n")
    stall_at, content = None, False
    for line in connection.makefile("rb"):
        if stall_at is None:
            stall_at = time.monotonic() + STALL_AFTER
        if time.monotonic() >= stall_at:
            time.sleep(STALL_SECONDS)
            stall_at = float("inf")
        if content and line != b".\r\n":
            continue
        connection.sendall(ANSWERS.get(line[:4], b"250 Ok\r\n"))
        content = line[:4] == b"DATA"


def main():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        print("127.0.0.1:%d" % listener.getsockname()[1], flush=True)
        connection, _ = listener.accept()
        with connection:
            talk(connection)


main()
