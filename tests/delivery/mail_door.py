"""A mail door that listens while a test talks to it."""

import asyncio
import contextlib
import threading
from collections.abc import Iterator

from delivery.listen_address import ListenAddress
from delivery.listening import Post, listen


@contextlib.contextmanager
def listening_at(at: ListenAddress, post: Post) -> Iterator[None]:
    """Listen in a thread of its own, as the process of the mail door does."""
    loop, ready = asyncio.new_event_loop(), threading.Event()
    told = asyncio.Event()

    async def serve() -> None:
        async with await listen(at, post):
            ready.set()
            await told.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    try:
        assert ready.wait(10)
        yield
    finally:
        loop.call_soon_threadsafe(told.set)
        thread.join(10)
        loop.run_until_complete(loop.shutdown_default_executor())
        loop.close()
