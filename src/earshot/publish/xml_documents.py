"""XML documents from the templates in `web/book/`."""

from __future__ import annotations

from typing import Any

from earshot.publish.read_along import environment
from earshot.publish.xml_characters import remove_forbidden


def render_xml(template: str, variables: dict[str, Any]) -> bytes:
    text = environment().get_template(f"book/{template}").render(variables)
    return remove_forbidden(text).encode()
