"""The forms a report may take, each as bytes, and its pictures as files."""

import json
from collections.abc import Callable
from pathlib import Path

from actions.report.shape import Report
from actions.report.tables import report_csv, report_parquet, report_xlsx
from content.reports import pictures_of, report_html

FORMATS: dict[str, Callable[[Report], bytes]] = {
    "html": lambda report: report_html(report).encode(),
    "json": lambda report: json.dumps(report.to_json(), ensure_ascii=False, indent=2, allow_nan=False).encode(),
    "csv": lambda report: report_csv(report).encode(),
    "xlsx": report_xlsx,
    "parquet": report_parquet,
}
BINARY = ("xlsx", "parquet")
"""Forms that a terminal cannot show."""


def write_pictures(report: Report, folder: Path) -> int:
    """Write the report's pictures into *folder* as PNG, for mails and slides; return how many."""
    folder.mkdir(parents=True, exist_ok=True)
    found = pictures_of(report)
    for name, picture in found.items():
        (folder / f"{name}.png").write_bytes(picture.png())
    return len(found)
