"""XML documents from the templates in `web/book/`."""

from __future__ import annotations

import re
from typing import Any

from earshot.publish.read_along import environment

_FORBIDDEN_CHARS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def remove_forbidden(text: str) -> str:
    """The text without the characters that XML 1.0 does not allow. One of them makes a document
    invalid."""
    return _FORBIDDEN_CHARS.sub("", text)


def render_xml(template: str, variables: dict[str, Any]) -> bytes:
    text = environment().get_template(f"book/{template}").render(variables)
    return remove_forbidden(text).encode()
