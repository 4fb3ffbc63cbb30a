"""All commands, in the order `--help` lists them."""

from commands import enrolling, rehearsing, sending, reading, content, staff, people, replies  # noqa: F401, I001
from commands import disclosing, measure, measure_outcome, serving  # noqa: F401
