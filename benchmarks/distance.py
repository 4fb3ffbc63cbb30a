"""A mail server far away: a proxy that holds everything back for ten milliseconds each way, and ten connections.

``python -m benchmarks.distance PORT`` listens on a free port, prints it and passes on to PORT.
"""

import asyncio
import contextlib
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

EACH_WAY_S = 0.010
CONNECTIONS = 10


async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Pass on what comes, each piece ten milliseconds after it came, however much is on its way."""
    loop = asyncio.get_running_loop()
    while data := await reader.read(1 << 18):
        loop.call_later(EACH_WAY_S, writer.write, data)
    loop.call_later(EACH_WAY_S, writer.close)


async def serve(port: int) -> None:
    """Listen, print the port, and serve until the standard input ends."""

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", port)
        for one in (writer, far_writer):
            one.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with contextlib.suppress(OSError):
            await asyncio.gather(pass_on(reader, far_writer), pass_on(far_reader, writer))

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


@contextlib.contextmanager
def far(port: int) -> Iterator[int]:
    """Yield the port of a proxy that is twenty milliseconds, there and back, from *port*."""
    command = [sys.executable, "-m", "benchmarks.distance", str(port)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout and process.stdin
        try:
            yield int(process.stdout.readline())
        finally:
            process.stdin.close()
            process.terminate()


def raw_rate(port: int, mails: list[tuple[str, str, bytes]]) -> float:
    """Return mails a second of ten bare sockets that send ready bytes, one round trip a mail."""
    parts = [mails[n::CONNECTIONS] for n in range(CONNECTIONS)]
    threads = [threading.Thread(target=raw, args=(port, part)) for part in parts]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(mails) / (time.perf_counter() - began)


def raw(port: int, mails: list[tuple[str, str, bytes]]) -> None:
    """Send *mails* over one socket: each envelope travels behind the body before it."""
    with socket.create_connection(("127.0.0.1", port)) as there, there.makefile("rb") as answers:
        there.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        answers.readline()
        there.sendall(b"EHLO bench\r\n")
        while answers.readline()[3:4] == b"-":
            pass
        groups = [f"MAIL FROM:<{sender}>\r\nRCPT TO:<{to}>\r\nDATA\r\n".encode() for sender, to, _ in mails]
        bodies = [raw.replace(b"\r\n.", b"\r\n..") for _, _, raw in mails]
        there.sendall(groups[0])
        for n, body in enumerate(bodies):
            for _ in range(4 if n else 3):
                answers.readline()
            there.sendall(body + b".\r\n" + (groups[n + 1] if n + 1 < len(groups) else b""))
        answers.readline()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
