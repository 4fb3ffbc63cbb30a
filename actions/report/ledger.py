"""The ledger as a report prints it: what was handed over and what was not. Who answered stands elsewhere in it.

A total of answers here would undo what is withheld by step, and would tell of every single answer between two reports.
"""

from collections import Counter
from typing import Any

from actions.ledger import Ledger
from actions.report.counts import HANDED_OVER
from coaching.states import Reason

OWN = frozenset({Reason.AWAY, Reason.PAUSED, Reason.LEFT, Reason.SUPPRESSED, Reason.ERASED, Reason.NOT_STARTED})
"""Reasons that lie with the person. They are counted together: one reason alone could be one person's."""


def line(ledger: Ledger) -> dict[str, Any]:
    """Return the counts by what became of prompts, the reasons why some were not sent, and whether it adds up."""
    whole = ledger.to_json()
    by_state = {state: n for state, n in whole["by_state"].items() if state not in HANDED_OVER}
    handed_over = sum(n for state, n in whole["by_state"].items() if state in HANDED_OVER)
    return {
        "prompts": ledger.prompts,
        "handed_over": handed_over,
        "by_state": by_state | {"handed_over": handed_over},
        "reasons": {state: _merged(counts) for state, counts in whole["reasons"].items() if state not in HANDED_OVER},
        "adds_up": ledger.adds_up,
        "may_have_repeated": len(ledger.may_have_repeated),
        "missed": len(ledger.missed),
    }


def _merged(counts: dict[str, int]) -> dict[str, int]:
    found: Counter[str] = Counter()
    for reason, n in counts.items():
        found["own_reasons" if reason in OWN else reason] += n
    return dict(found)
