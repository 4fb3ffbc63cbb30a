"""The JSON Schema of programme files, for editors: made from the models that lint uses (``make schema`` writes it).

YAML has types of its own, which editors check before we read everything as text: a day is a number there, and
``yes`` a word. The schema says what an author may write, in those types.
"""

import json
from pathlib import Path
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from content.schema import ProgrammePart
from content.schema_notes import NOTES

FILE = Path(__file__).parent / "programme.schema.json"
DRAFT = "https://json-schema.org/draft/2020-12/schema"


class _ForAuthors(GenerateJsonSchema):
    """Writes the types as an author types them."""

    def bool_schema(self, schema: core_schema.BoolSchema) -> JsonSchemaValue:
        return {"enum": [True, False, "yes", "no"]}

    def time_schema(self, schema: core_schema.TimeSchema) -> JsonSchemaValue:
        return {"type": "string", "pattern": r"^([01]?\d|2[0-3])[:.][0-5]\d$", "examples": ["13:00"]}


def programme_schema() -> dict[str, Any]:
    """Return the schema of a programme file.

    >>> sorted(programme_schema()["required"])
    ['behaviours', 'primary', 'programme', 'steps', 'title', 'version']
    """
    made: dict[str, Any] = _tidied(ProgrammePart.model_json_schema(schema_generator=_ForAuthors))
    for model, part in {**made["$defs"], "ProgrammePart": made}.items():
        for key, held in part["properties"].items():
            held["description"] = NOTES[f"{model}.{key}"]
    return {"$schema": DRAFT, "title": "A Followthrough programme"} | made


def _tidied(value: Any) -> Any:
    """Return a schema without what only a program would read: generated titles, and null where a key is left out."""
    if isinstance(value, list):
        return [_tidied(one) for one in value]
    if not isinstance(value, dict):
        return value
    kept = {key: _tidied(held) for key, held in value.items() if not _is_noise(key, held)}
    kinds = [one for one in kept.get("anyOf", []) if one != {"type": "null"}]
    if len(kinds) == 1:
        del kept["anyOf"]
        kept = kinds[0] | kept
    return kept


def _is_noise(key: str, held: Any) -> bool:
    return (key == "title" and isinstance(held, str)) or (
        key == "default" and (held is None or isinstance(held, list | dict))
    )


def as_text() -> str:
    """Return the schema as the file holds it."""
    return json.dumps(programme_schema(), ensure_ascii=False, indent=2) + "\n"


def main() -> None:
    """Write the schema beside this file."""
    FILE.write_text(as_text(), "utf-8")


if __name__ == "__main__":
    main()
