"""A matplotlib figure as SVG that a page with a strict policy may hold: no styles, no references, no ids."""

import io
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING
from xml.etree import ElementTree as Tree

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SVG = "{http://www.w3.org/2000/svg}"
DROPPED = {f"{SVG}metadata", f"{SVG}defs", f"{SVG}title"}
KEPT = {"fill", "stroke", "stroke-width", "stroke-linecap", "stroke-linejoin", "stroke-dasharray", "stroke-dashoffset",
        "opacity", "fill-opacity", "stroke-opacity", "text-anchor", "font-weight"}  # fmt: skip
NUMBER = re.compile(r"-?\d+\.\d{3,}")


def plain_svg(figure: "Figure", says: str, colours: Mapping[str, str]) -> str:
    """Return the SVG with *says* as its name for screen readers; *colours* are put in the place of others.

    Styles become attributes, because a page that allows only its own style sheet ignores the former. The font is the
    page's, only its size and weight are the picture's.
    """
    from matplotlib import rc_context

    out = io.StringIO()
    with rc_context({"svg.fonttype": "none", "svg.hashsalt": "followthrough"}):
        figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    root = Tree.fromstring(out.getvalue())  # noqa: S314 # our own, a moment old
    made = Tree.Element(
        "svg", {"viewBox": root.attrib["viewBox"], "role": "img", "aria-label": says, "class": "picture"}
    )
    for child in root:
        _copy(child, made, colours)
    return NUMBER.sub(lambda found: f"{float(found[0]):.1f}", Tree.tostring(made, encoding="unicode"))


def _copy(node: Tree.Element, into: Tree.Element, colours: Mapping[str, str]) -> None:
    """Copy *node* without what a page must not have; groups that say nothing are left out."""
    if node.tag in DROPPED or not isinstance(node.tag, str):
        return
    given = {name: value for name, value in node.attrib.items() if name in {"d", "x", "y", "transform", *KEPT}}
    given |= _attributes(node.attrib.get("style", ""), colours)
    kept = into if node.tag == f"{SVG}g" and not given else Tree.SubElement(into, node.tag.removeprefix(SVG), given)
    kept.text = node.text if node.tag == f"{SVG}text" else kept.text
    for child in node:
        _copy(child, kept, colours)


def _attributes(style: str, colours: Mapping[str, str]) -> dict[str, str]:
    """Return a style as attributes.

    >>> _attributes("fill: #0a6570; font: 700 11px 'DejaVu Sans', sans-serif", {"#0a6570": "var(--accent)"})
    {'fill': 'var(--accent)', 'font-size': '11px', 'font-weight': '700'}
    """
    found: dict[str, str] = {}
    for part in filter(None, style.split(";")):
        name, _, value = (piece.strip() for piece in part.partition(":"))
        if name == "font":
            size = re.search(r"[\d.]+px", value)
            weight = re.match(r"(\d+|bold) ", value)
            found |= {"font-size": size[0]} if size else {}
            found |= {"font-weight": weight[1]} if weight else {}
        elif name in KEPT:
            found[name] = colours.get(value, value)
        elif name == "font-size":
            found[name] = value
    return found
