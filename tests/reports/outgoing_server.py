"""A server of the tests' own that webhooks are sent to, on this machine only."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Chat:
    """What a chat server was sent, and what it answers: ``status``, ``body``, ``headers``, after ``seconds``."""

    def __init__(self) -> None:
        self.received: list[dict[str, Any]] = []
        self.paths: list[str] = []
        self.status, self.body, self.headers = 200, b"ok", {}
        self.wait = threading.Event()
        self.seconds = 0.0
        self.url = ""


@contextmanager
def chat_server(context: Any = None) -> Iterator[Chat]:
    """Serve a chat on a free port of this machine; with an SSL context, over TLS."""
    chat = Chat()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            chat.paths.append(self.path)
            chat.received.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            chat.wait.wait(chat.seconds)
            self.send_response(chat.status)
            for name, value in chat.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(chat.body)

        def log_message(self, *arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    chat.url = f"{'https' if context else 'http'}://127.0.0.1:{server.server_port}/hook/secret-of-the-webhook"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield chat
    finally:
        chat.wait.set()
        server.shutdown()
        server.server_close()
