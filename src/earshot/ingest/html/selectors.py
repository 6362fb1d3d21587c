"""CSS selectors of the article and of other elements, by site.

    [sites."courier.example"]
    include = ["article .body"]
    exclude = [".promo", "#poll"]

The key is the end of the host name: "courier.example" also matches "www.courier.example".
"""

from __future__ import annotations

import tomllib
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from earshot.errors import InvalidOption, UnmatchedSelector
from earshot.ingest.html.dom import Element, parse_html, select_css
from earshot.ingest.options import IngestOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """The selected elements of one page."""

    included: tuple[Element, ...] = ()
    """The only elements that are read; if empty, the rules decide."""
    excluded: tuple[Element, ...] = ()


def select_elements(root: Element, url: str, options: IngestOptions) -> Selection:
    """Apply the selectors of the caller and of the page's site.

    Warns with UnmatchedSelector if an `include` selector matches nothing; then the page is read by
    the rules. Raises InvalidOption.
    """
    site_config = _load_site_config(options.sites, url) if options.sites else {}
    include = (*options.include, *_selector_list(site_config, "include", options.sites))
    exclude = (*options.exclude, *_selector_list(site_config, "exclude", options.sites))
    included = _match_selectors(root, include, "include")
    if include and not included:
        message = f"{', '.join(include)} matches nothing in {url or 'the page'}"
        warnings.warn(message, UnmatchedSelector, 2)
    return Selection(included=included, excluded=_match_selectors(root, exclude, "exclude"))


def check_selectors(selectors: Iterable[str]) -> str:
    """The error of the first invalid selector; empty if all are valid."""
    root = parse_html("<p>text</p>", "")
    for css in selectors:
        try:
            select_css(root, css)
        except ValueError as error:
            return f"{css} is not a CSS selector ({error})"
    return ""


def _match_selectors(root: Element, selectors: Iterable[str], option: str) -> tuple[Element, ...]:
    found: list[Element] = []
    for css in selectors:
        try:
            found += select_css(root, css)
        except ValueError as error:
            expected = f"it is not a CSS selector ({error})"
            raise InvalidOption(option=option, value=css, expected=expected) from error
    return tuple(found)


def _load_site_config(file: str, url: str) -> dict[str, Any]:
    """Return the settings of the longest site name that the host ends with."""
    try:
        with Path(file).open("rb") as stream:
            sites = tomllib.load(stream).get("sites", {})
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise InvalidOption(option="sites", value=file, expected=str(error)) from error
    host = "." + (urlsplit(url).hostname or "")
    names = (name for name in sites if isinstance(sites[name], dict))
    matching = [name for name in names if host.endswith("." + name.lower())]
    config: dict[str, Any] = sites[max(matching, key=len)] if matching else {}
    return config


def _selector_list(site_config: dict[str, Any], key: str, file: str) -> list[str]:
    selectors = site_config.get(key, [])
    if not isinstance(selectors, list) or not all(isinstance(css, str) for css in selectors):
        expected = f"{key} must be a list of CSS selectors"
        raise InvalidOption(option="sites", value=file, expected=expected)
    return selectors
