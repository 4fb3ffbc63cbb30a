"""Tables as Parquet: typed columns that say what they mean. pyarrow writes it, an extra that is loaded here alone."""

import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from importlib.util import find_spec
from operator import index
from typing import Any

from actions.sheets import CODEBOOK, plain
from coaching.errors import Refused

MISSING = "Parquet needs pyarrow, which cannot be loaded here. Install it: pip install 'followthrough[parquet]'"
TYPED: Mapping[str, Callable[[Any], Any]] = {
    "string": plain, "int64": index, "float64": float, "bool": {0: False, 1: True}.__getitem__,
    "date32": date.fromisoformat,
}  # fmt: skip
"""The types of columns, as pyarrow names them, and what makes a cell one; a cell that is none is an error."""


def offered() -> bool:
    """Return whether pyarrow is there, without loading it."""
    return find_spec("pyarrow") is not None


def ready() -> None:
    """Load pyarrow before anything is begun, looked at or written down.

    Raises:
        Refused: it is not installed.
    """
    _arrow()


def _arrow() -> Any:
    try:
        import pyarrow  # type: ignore[import-untyped]
        import pyarrow.parquet  # type: ignore[import-untyped]
    except ImportError as missing:
        raise Refused(MISSING) from missing
    return pyarrow


def parquet(
    types: Mapping[str, str],
    rows: Iterable[Mapping[str, Any]],
    codebook: Sequence[tuple[str, str, str]],
    about: Iterable[Sequence[str]],
) -> bytes:
    """Return *rows* as a Parquet file: the cells that `sheets.csv_of` writes, each with its type, empty ones null.

    *types* names the columns and the type of each, a key of `TYPED`. What a column means is its ``description``; the
    whole *codebook* and *about* are JSON in the file's metadata, as a workbook has a sheet of each.

    Raises:
        Refused: pyarrow is not installed.
    """
    arrow, words = _arrow(), {name: meaning for part, name, meaning in codebook if part == "column"}
    told = {"codebook": [dict(zip(CODEBOOK, line, strict=True)) for line in codebook], "about": list(about)}
    schema = arrow.schema(
        [arrow.field(name, arrow.type_for_alias(kind), metadata={"description": words[name]})
         for name, kind in types.items()],
        {name: json.dumps(what, ensure_ascii=False) for name, what in told.items()},
    )  # fmt: skip
    found = list(rows)
    columns = {name: [_cell(kind, row.get(name)) for row in found] for name, kind in types.items()}
    out = io.BytesIO()
    arrow.parquet.write_table(arrow.table(columns, schema), out)
    return out.getvalue()


def _cell(kind: str, value: Any) -> Any:
    return None if value is None or value == "" else TYPED[kind](value)
