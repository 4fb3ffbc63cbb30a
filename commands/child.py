"""What a child of ``serve`` runs first: ``python -m commands.child MODULE ARGUMENTS``.

The supervisor holds the other end of this process's standard input and never writes to it. When the supervisor
is gone, however it went, the end of that file is the one thing the kernel always delivers; then this process asks
itself to stop and, if it does not, stops. A death signal set with ``prctl`` would be bound to one thread of the
parent and know only the blunt kind, so it is not used.
"""

import os
import runpy
import signal
import sys
import threading
import time

GRACE_S = 10.0
"""How long a child may take to stop by itself after its supervisor is gone. Our choice, unmeasured."""


def main() -> None:
    """Run the named module as the main program, for no longer than the supervisor lives."""
    if len(sys.argv) < 2:
        sys.stderr.write("usage: python -m commands.child MODULE [ARGUMENTS]\n")
        sys.exit(2)
    threading.Thread(target=stop_at_end_of_input, name="lifeline", daemon=True).start()
    sys.argv = sys.argv[1:]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


def stop_at_end_of_input() -> None:
    """Wait for the supervisor's end, then stop this process and everything it started."""
    while os.read(sys.__stdin__.fileno() if sys.__stdin__ else 0, 4096):
        pass
    tell_all(signal.SIGTERM)
    time.sleep(GRACE_S)
    tell_all(signal.SIGKILL)


def tell_all(what: signal.Signals) -> None:
    """Send a signal to this process and, where it leads a group of its own, to whatever it has started."""
    if os.getpgrp() == os.getpid():
        os.killpg(os.getpid(), what)
    else:
        os.kill(os.getpid(), what)


if __name__ == "__main__":
    main()
