"""A mail server that takes everything and keeps nothing, as a process of its own: ``python -m benchmarks.sink``."""

import asyncio
import contextlib
import subprocess
import sys
from collections.abc import Iterator


class Sink(asyncio.Protocol):
    """One connection. Replies at once, reads bodies up to the dot, counts nothing."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Greet."""
        assert isinstance(transport, asyncio.Transport)
        self.transport, self.buffer, self.in_body = transport, b"", False
        transport.write(b"220 sink\r\n")

    def data_received(self, data: bytes) -> None:
        """Answer what has arrived whole."""
        self.buffer += data
        while True:
            end = b"\r\n.\r\n" if self.in_body else b"\r\n"
            head, found, rest = self.buffer.partition(end)
            if not found:
                return
            self.buffer = rest
            self.transport.write(self._answer(head))

    def _answer(self, line: bytes) -> bytes:
        if self.in_body:
            self.in_body = False
            return b"250 taken\r\n"
        word = line[:4].upper()
        self.in_body = word == b"DATA"
        return {b"DATA": b"354 go on\r\n", b"EHLO": b"250-sink\r\n250 8BITMIME\r\n", b"QUIT": b"221 bye\r\n"}.get(
            word, b"250 ok\r\n"
        )


async def main() -> None:
    """Listen on a free port of loopback, print it, and serve until the standard input ends."""
    server = await asyncio.get_running_loop().create_server(Sink, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


@contextlib.contextmanager
def sink() -> Iterator[int]:
    """Yield the port of a sink that runs as its own process."""
    command = [sys.executable, "-m", "benchmarks.sink"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout and process.stdin
        yield int(process.stdout.readline())
        process.stdin.close()
        process.terminate()


if __name__ == "__main__":
    asyncio.run(main())
