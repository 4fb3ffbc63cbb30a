"""Garbage of Prefect's server is collected by a thread that nobody waits for."""

import subprocess
import sys

PROCESS = """
import threading
import time
from flows.tidying import collect_aside

seen = []

class Ring:
    def __init__(self):
        self.me = self

    def __del__(self):
        seen.append(threading.current_thread().name)

collect_aside(every_s=0.01, old_every=2)
give_up_at = time.monotonic() + 20
while len(seen) < 100_000 and time.monotonic() < give_up_at:
    Ring()
print(len(seen) >= 100_000, sorted(set(seen)))
"""


def test_garbage_is_collected_and_never_where_it_is_made() -> None:
    done = subprocess.run([sys.executable, "-c", PROCESS], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "True ['tidying']"


def test_the_server_collects_aside() -> None:
    asked = "import gc; from flows.server import application; application(); print(gc.isenabled())"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "False"
