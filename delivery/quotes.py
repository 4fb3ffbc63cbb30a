"""Where a person's own words end: quotes of mail programs, our marker line, signatures.

One pass over lines with bounded looks ahead, so time grows with the length of the mail and with nothing else. All
four Python libraries we tried hung for more than five seconds on a crafted reply of 25 to 100 KB.
"""

import re
from collections.abc import Sequence

from delivery.hypertext import FROM_HERE_ON_QUOTED
from delivery.phrases import (
    ATTRIBUTION_STARTS,
    CLOSINGS,
    FOOTERS,
    FROM_LABELS,
    MARKERS,
    ORIGINALS,
    OTHER_LABELS,
    WROTE,
    WROTE_THEN_DATE,
    WROTE_WITHIN,
)

_READ = 500
"""Characters of a line that are looked at; attribution lines are shorter."""
_WRAPPED = 4
"""Lines over which programs wrap an attribution."""
_SIGNATURE_LINES = 15
_RULE = 10
"""Dashes or underscores that make a line a rule; Outlook draws 32."""
_DATED = re.compile(r"@|\d{4}|\d{1,2}[:.hH]\d{2}|\d{1,2}[./]\d{1,2}")
_WORDS_BEFORE_COLON = re.compile(r"[ \xa0]*[:：][ \xa0]*$")


def own_lines(lines: Sequence[str]) -> list[str]:
    """Return the lines that the sender wrote: those above the quote, else those below and between its ``>`` lines.

    Where nothing stands above a quote that is not marked by ``>``, nothing is returned: what is below cannot be
    told from what is quoted.
    """
    above, rest = _parted(lines)
    if any(line.strip() for line in above):
        return without_signature(above)
    if is_quoted(next((line for line in rest if line.strip()), "")):
        return without_signature(_between(rest))
    return []


def is_quoted(line: str) -> bool:
    """Return whether *line* is marked as another's words."""
    return line.lstrip()[:1] in (">", "＞")


def without_signature(lines: Sequence[str]) -> list[str]:
    """Return *lines* up to a signature, a closing formula or what a telephone adds; blank ends are cut."""
    for number, line in enumerate(lines):
        if _is_signature(line) or (number and _is_closing(lines, number)):
            return _trimmed(lines[:number])
    return _trimmed(lines)


def _parted(lines: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
    for number in range(len(lines)):
        if length := _attribution(lines, number):
            return lines[:number], lines[number + length :]
        if is_quoted(lines[number]) or _begins_quote(lines, number):
            return lines[:number], lines[number:]
    return lines, ()


def _between(lines: Sequence[str]) -> list[str]:
    """Return what stands unmarked between and below ``>`` lines, up to a quote of another kind."""
    kept: list[str] = []
    for number, line in enumerate(lines):
        if is_quoted(line):
            continue
        if _attribution(lines, number) or _begins_quote(lines, number):
            break
        kept.append(line)
    return kept


def _begins_quote(lines: Sequence[str], number: int) -> bool:
    line = lines[number][:_READ]
    bare = line.strip().strip("-_*=– ").lower().replace("’", "'")
    if line == FROM_HERE_ON_QUOTED or bare in MARKERS or bare in ORIGINALS:
        return True
    rule = not bare and len(line.strip()) >= _RULE and line.strip()[0] in "_-"
    return _is_header_block(lines, number) or (rule and any(_is_header_block(lines, number + n) for n in (1, 2)))


def _is_header_block(lines: Sequence[str], number: int) -> bool:
    """Return whether a From line stands here with at least two of Sent, To, Subject in the lines behind it."""
    if number >= len(lines) or _label(lines[number]) not in FROM_LABELS:
        return False
    behind = [line for line in lines[number + 1 : number + 8] if line.strip()][:5]
    return sum(_label(line) in OTHER_LABELS for line in behind) >= 2


def _label(line: str) -> str:
    name, colon, _ = line[:60].lstrip(" *").partition(":")
    return name.strip(" *\xa0").lower() if colon else ""


def _attribution(lines: Sequence[str], number: int) -> int:
    """Return how many lines from *number* are an attribution such as *On ... Ada wrote:*, 0 for none."""
    first = lines[number][:_READ].strip().lower()
    if not first:
        return 0
    longest = _WRAPPED if first.startswith(ATTRIBUTION_STARTS) or _begins_with_date(first) else 1
    text = ""
    for length in range(1, longest + 1):
        if number + length > len(lines) or not lines[number + length - 1].strip():
            return 0
        text = f"{text} {lines[number + length - 1][:_READ].strip().lower()}".strip()
        if _says_who_wrote(text):
            dated = _DATED.search(text) is not None
            return length if dated or _quote_follows(lines, number + length) else 0
    return 0


def _says_who_wrote(text: str) -> bool:
    words, colons = _WORDS_BEFORE_COLON.subn("", text[-60:])
    if not colons:
        return False
    if words.endswith(WROTE) or (_begins_with_date(text) and words.endswith(">") and "@" in words):
        return True
    if "@" in text and any(one in text for one in WROTE_THEN_DATE):
        return True
    return text.startswith(ATTRIBUTION_STARTS) and any(one in text for one in WROTE_WITHIN)


def _begins_with_date(text: str) -> bool:
    return text[:1].isdigit() and _DATED.search(text[:20]) is not None


def _quote_follows(lines: Sequence[str], number: int) -> bool:
    following = [line for line in lines[number : number + 3] if line.strip()]
    return bool(following) and is_quoted(following[0])


def _is_signature(line: str) -> bool:
    bare = line.strip()
    if bare in ("--", "—", "__"):
        return True
    lowered = bare[:80].lower().lstrip("*_ ")
    return len(bare) <= 80 and lowered.startswith(FOOTERS)


def _is_closing(lines: Sequence[str], number: int) -> bool:
    bare = lines[number].strip()[:40].rstrip(",.! ").lower()
    behind = len(lines) - number - 1
    return bare in CLOSINGS and behind <= _SIGNATURE_LINES


def _trimmed(lines: Sequence[str]) -> list[str]:
    full = [number for number, line in enumerate(lines) if line.strip()]
    return [line.rstrip() for line in lines[full[0] : full[-1] + 1]] if full else []
