"""A coach's pages as HTML, from the same plain values that their JSON has. Nothing is decided here."""

from typing import Any

from content.briefs import FOOTER
from content.rendering import page
from content.reports import Printable


def coach_html(found: Printable) -> str:
    """Return a coach's page of one cohort."""
    return page("coach_cohort", page=found.to_json())


def desk_html(brief: Printable, **values: Any) -> str:
    """Return a coach's desk: the brief, and the way to each cohort."""
    return page("coach", brief=brief.to_json(), footer=FOOTER, **values)


def person_html(**values: Any) -> str:
    """Return a coach's page of one person."""
    return page("coach_person", **values)
