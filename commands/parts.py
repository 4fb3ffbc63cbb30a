"""All commands, in the order `--help` lists them."""

from commands import enrolling, sending, reading, content, staff, people, replies, measure, measure_outcome, serving  # noqa: F401, I001 - the order is the help's
