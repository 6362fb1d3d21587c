"""XML documents from the templates in `web/book/`."""

from __future__ import annotations

import re
from typing import Any

from earshot.publish.read_along import environment

_CONTROL_CHARS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""Characters that XML 1.0 does not allow."""


def render_xml(template: str, variables: dict[str, Any]) -> bytes:
    text = environment().get_template(f"book/{template}").render(variables)
    return _CONTROL_CHARS.sub("", text).encode("utf-8", "replace")
