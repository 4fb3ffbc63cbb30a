"""How much more memory a pass over 100,000 mails takes than one over 1,000: ``python -m benchmarks.memory``.

Both are processes of their own that find the people enrolled; what is told is the most memory each ever had.
"""

import resource
import subprocess
import sys
import tempfile
from pathlib import Path

LIMIT_MB = 50


def highest_mb(people: int, port: int, folder: Path) -> float:
    """Return the highest memory of a process that sends to *people*, who were enrolled by another process."""
    command = [sys.executable, "-m", "benchmarks.memory", str(people), str(port), str(folder)]
    for doing in ("enrol", "send"):
        said = subprocess.run([*command, doing], check=True, stdout=subprocess.PIPE, text=True).stdout
    return float(said.strip().splitlines()[-1])


def main(people: int, port: int, folder: Path, doing: str) -> None:
    """Enrol, or send and print."""
    from actions.sending import send_due
    from benchmarks.sending import DUE, enrolled, house_in
    from delivery.relay import Relay
    from delivery.smtp import SmtpChannel

    if doing == "enrol":
        enrolled(folder, people)
        return
    tally = send_due(house_in(folder), SmtpChannel(Relay("127.0.0.1", port, tls="off")), DUE)
    assert tally.sent == people, tally
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def grown_mb(port: int, few: int = 1_000, many: int = 100_000) -> float:
    """Return how many megabytes more it takes to send to *many* than to *few*."""
    found = []
    for people in (few, many):
        with tempfile.TemporaryDirectory() as folder:
            found.append(highest_mb(people, port, Path(folder)))
    return found[1] - found[0]


def compare() -> None:
    """Print how much memory more it takes."""
    from benchmarks.sink import MISSING, is_there, sink

    if not is_there():
        print(MISSING)
        return
    with sink() as port:
        said(grown_mb(port))


def said(grown: float) -> None:
    """Print *grown* beside its limit."""
    print(f"  100,000 mails take {grown:.1f} MB more than 1,000 (limit {LIMIT_MB})", flush=True)


if __name__ == "__main__":
    if sys.argv[1:]:
        main(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]), sys.argv[4])
    else:
        compare()
