"""A real web server that does as it is told and remembers what was posted to it."""

import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from standardwebhooks import Webhook


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: a client that hangs up is part of the tests."""


@dataclass(frozen=True)
class Posted:
    """One request: its path, its headers with names in lower case, its body, and the connection it came on."""

    path: str
    headers: dict[str, str]
    body: bytes
    connection: int

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    def verified_by(self, key: str) -> Any:
        """Return the JSON once the reference library has found the signature right."""
        return Webhook(key).verify(self.body, self.headers)


@dataclass
class WebServer:
    """*answers* are given in order, then 204: (status, headers, body); a body of None closes the connection instead."""

    answers: list[tuple[int, dict[str, str], bytes | None]] = field(default_factory=list)
    posted: list[Posted] = field(default_factory=list)
    port: int = 0

    @property
    def place(self) -> str:
        return f"127.0.0.1:{self.port}"

    def url(self, path: str = "/in") -> str:
        return f"http://{self.place}{path}"

    def __enter__(self) -> "WebServer":
        box = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length", 0)))
                seen = {name.lower(): value for name, value in self.headers.items()}
                box.posted.append(Posted(self.path, seen, body, self.client_address[1]))
                status, headers, answer = box.answers.pop(0) if box.answers else (204, {}, b"")
                if answer is None:
                    self.close_connection = True
                    return
                self.send_response(status)
                for name, value in (headers | {"content-length": str(len(answer))}).items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(answer)

            do_GET = do_POST

            def log_message(self, format: str, *args: Any) -> None:
                """Say nothing."""

        self._server = _Quiet(("127.0.0.1", 0), Handler)
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *fault: object) -> None:
        self._server.shutdown()
        self._server.server_close()
