"""``python -m commands`` is the command ``followthrough``."""

from commands.main import run

run()
