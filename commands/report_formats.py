"""The forms a report may take, each as bytes."""

import json
from collections.abc import Callable

from actions.report_shape import Report
from actions.report_tables import report_csv, report_xlsx
from content.reports import report_html

FORMATS: dict[str, Callable[[Report], bytes]] = {
    "html": lambda report: report_html(report).encode(),
    "json": lambda report: json.dumps(report.to_json(), ensure_ascii=False, indent=2, allow_nan=False).encode(),
    "csv": lambda report: report_csv(report).encode(),
    "xlsx": report_xlsx,
}
