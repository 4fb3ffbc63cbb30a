"""The look of mails as plain styles: mail clients know no variables, and many no stylesheets."""

import re
from collections.abc import Mapping

STYLES: Mapping[str, str] = {
    "body": "margin:0;padding:0;background:#fbfaf7;color:#1c2730;"
    "font:17px/1.55 system-ui,-apple-system,'Segoe UI',Roboto,Ubuntu,'Noto Sans',Arial,sans-serif",
    "sheet": "max-width:34rem;margin:0 auto;padding:24px 16px 40px;overflow-wrap:anywhere;word-break:break-word",
    "over": "margin:0 0 4px;font-size:14px;color:#55626d",
    "h1": "margin:0 0 12px;font-size:26px;line-height:1.2",
    "h2": "margin:24px 0 8px;font-size:20px;line-height:1.3",
    "part": "margin:0 0 8px;font-size:20px;line-height:1.3",
    "next": "margin:32px 0 4px;padding:20px 0 0;border-top:1px solid #dcd9d0;font-size:14px;color:#55626d",
    "lead": "margin:0 0 12px;font-size:19px",
    "p": "margin:0 0 12px",
    "who": "margin:24px 0 12px;padding:2px 0 2px 12px;border-left:3px solid #0a6570;font-size:15px;color:#55626d",
    "quote": "margin:0 0 12px;padding:0 0 0 12px;border-left:3px solid #0a6570;font-style:italic;color:#55626d;"
    "white-space:pre-line",
    "choice": "display:inline-block;min-width:20px;padding:11px 16px;margin:0 8px 10px 0;border:1px solid #0a6570;"
    "border-radius:10px;color:#0a6570;font-weight:600;text-align:center;text-decoration:none",
    "answer": "display:block;max-width:22rem;padding:11px 16px;margin:0 0 8px;border:1px solid #0a6570;"
    "border-radius:10px;color:#0a6570;font-weight:600;text-decoration:none",
    "button": "display:inline-block;padding:11px 20px;margin:0 8px 12px 0;border:1px solid #0a6570;border-radius:10px;"
    "background:#0a6570;color:#ffffff;font-weight:600;text-decoration:none",
    "unseen": "display:none;max-height:0;overflow:hidden;mso-hide:all",
    "ask": "margin:20px 0 8px",
    "link": "color:#0a6570",
    "small": "margin:12px 0;font-size:15px;color:#55626d",
    "footer": "margin:24px 0 0;padding:8px 0 0;border-top:1px solid #dcd9d0;font-size:14px;color:#55626d",
    "tap": "display:inline-block;min-width:44px;padding:12px 20px 12px 0;font-size:15px;color:#0a6570",
}
"""By the names that the templates of mails use: ``style="{{ style.lead }}"``."""

NAMED = re.compile(r"\{\{ style\.(\w+) \}\}")


def inlined(template: str) -> str:
    """Return the source of a template with its styles written out, once, before it is compiled.

    >>> inlined('<p style="{{ style.p }}">{{ words }}</p>')
    '<p style="margin:0 0 12px">{{ words }}</p>'
    """
    return NAMED.sub(lambda found: STYLES[found[1]], template)
