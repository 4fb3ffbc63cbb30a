"""`--help` by what somebody wants to do, instead of forty commands in a row."""

from typing import Any

from typer.core import TyperGroup

SECTIONS: dict[str, tuple[str, ...]] = {
    "Look and run": ("demo", "serve", "web", "listen", "worker", "deploy"),
    "Programmes": ("programmes", "new", "lint", "preview", "rehearse"),
    "Cohorts": (
        "power",
        "enroll",
        "plan",
        "disclose",
        "migrate",
        "ledger",
        "explain",
        "resend",
        "report",
        "interviews",
        "rows",
        "brief",
    ),
    "People": ("away", "pause", "resume", "leave", "export", "erase"),
    "One pass": ("send-due", "remind", "send-briefs", "collect"),
    "Operate": (
        "doctor",
        "relay",
        "backup",
        "restore",
        "move",
        "sign-in",
        "audit",
        "upload",
        "webhook-key",
        "read-reply",
    ),
    "Measure": ("measure",),
}
"""A command that stands nowhere here is listed last, under "More"; a test wants none there."""


class Sectioned(TyperGroup):
    """A group whose help lists its commands under headings."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write each section, in the order above."""
        known = {name for names in SECTIONS.values() for name in names}
        more = tuple(name for name in self.list_commands(ctx) if name not in known)
        width = max(len(name) for name in self.commands)
        for title, names in {**SECTIONS, "More": more}.items():
            rows = [(name.ljust(width), _said(self.commands[name])) for name in names if name in self.commands]
            if rows:
                with formatter.section(title):
                    formatter.write_dl(rows)


def _said(command: Any) -> str:
    """Return the first sentence of what the command says of itself, whole."""
    said: str = command.get_short_help_str(limit=240)
    return said
