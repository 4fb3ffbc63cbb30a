"""All commands, in the order `--help` lists them."""

# ruff: noqa: F401, I001 - the order is the help's
from commands import designs, enrolling, migrating, rehearsing, sending, reading, content, staff, people, replies
from commands import keeping, moving, doctoring, disclosing, agreements, serving, webhooks
from commands import measure, measure_outcome, measure_survival, measure_drawn, measure_differences, measure_themes
