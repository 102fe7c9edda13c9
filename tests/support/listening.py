"""A server of a test: it listens, and each connection is a conversation on a thread of its own."""

import socket
import threading


class Listening:
    """Listens on a port of the kernel's choice until close(); whoever inherits says talk()."""

    def __init__(self):
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.address = "127.0.0.1:%d" % self.listener.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.talk, args=(connection,), daemon=True).start()

    def talk(self, connection):
        raise NotImplementedError

    def close(self):
        self.listener.close()
