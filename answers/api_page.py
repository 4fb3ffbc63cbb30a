"""``/api/v1/``: the OpenAPI document as a page, without script and without anything foreign."""

from collections.abc import Iterator, Mapping
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from answers.pages import show

router = APIRouter(include_in_schema=False)
ANY = "(others)"
"""How a body's further fields are named."""


@router.api_route("/api/v1/", methods=["GET", "HEAD"])
def api_page(request: Request) -> Response:
    """Show every operation: its fields and its answers."""
    found = request.app.openapi()
    return show("api", version=found["openapi"], operations=list(operations(found)))


def operations(document: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield what an OpenAPI document says of each operation, in its order."""
    for path, methods in document["paths"].items():
        for method, one in methods.items():
            answers = [(status, said["description"]) for status, said in sorted(one["responses"].items())]
            yield {
                "method": method.upper(), "path": path, "says": one.get("description", one.get("summary", "")),
                "fields": list(_fields(one)), "answers": answers,
            }  # fmt: skip


def _fields(operation: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    for content in operation.get("requestBody", {}).get("content", {}).values():
        schema = content.get("schema", {})
        named = dict(schema.get("properties", {}))
        if isinstance(schema.get("additionalProperties"), Mapping):
            named[ANY] = schema["additionalProperties"]
        for name, one in named.items():
            kind = one.get("type", "any")
            yield {
                "name": name, "type": kind if isinstance(kind, str) else " or ".join(kind),
                "says": one.get("description", ""),
            }  # fmt: skip
        return
