"""The libraries of a report are loaded while somebody looks at the desk, so that their first report need not wait.

They take most of a second and some 80 MB, which a process that only takes answers never spends.
"""

import importlib
import threading
from functools import cache

LIBRARIES = ("numpy", "scipy.special", "scipy.optimize", "matplotlib.figure", "matplotlib.backends.backend_svg")
"""What reckons and draws a report; a test holds that it loads nothing else of theirs."""


@cache
def load_ahead() -> threading.Thread:
    """Begin to load them, once a process, and return what does it."""
    loading = threading.Thread(target=_load, name="libraries-ahead", daemon=True)
    loading.start()
    return loading


def _load() -> None:
    for name in LIBRARIES:
        importlib.import_module(name)
