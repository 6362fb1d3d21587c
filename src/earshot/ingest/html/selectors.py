"""What a publisher says is the story on its own pages, and what is not: CSS selectors, by site.

    [sites."courier.example"]
    include = ["article .body"]
    exclude = [".promo", "#poll"]

The site is the end of the page's host: "courier.example" also stands for "www.courier.example".
"""

from __future__ import annotations

import tomllib
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from earshot.errors import BadOption, UnmatchedSelector
from earshot.ingest.html.dom import Element, selected
from earshot.ingest.options import Wishes


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Elements of one page."""

    included: tuple[Element, ...] = ()
    """What alone is the story; empty where that is for the rules to find."""
    excluded: tuple[Element, ...] = ()


def selection(root: Element, url: str, wishes: Wishes) -> Selection:
    """What the selectors of the caller and of the page's site match.

    Warns with UnmatchedSelector where nothing is included that should be: the site was rebuilt, and
    the page is read by the rules. Raises BadOption.
    """
    site = _site(wishes.sites, url) if wishes.sites else {}
    include = (*wishes.include, *_listed(site, "include", wishes.sites))
    exclude = (*wishes.exclude, *_listed(site, "exclude", wishes.sites))
    included = _matched(root, include, "--include")
    if include and not included:
        message = f"{url or 'the page'} has nothing that {', '.join(include)} matches"
        warnings.warn(message, UnmatchedSelector, 2)
    return Selection(included=included, excluded=_matched(root, exclude, "--exclude"))


def _matched(root: Element, selectors: Iterable[str], option: str) -> tuple[Element, ...]:
    found: list[Element] = []
    for css in selectors:
        try:
            found += selected(root, css)
        except ValueError as error:
            expected = f"it is no CSS selector ({error})"
            raise BadOption(option=option, value=css, expected=expected) from error
    return tuple(found)


def _site(file: str, url: str) -> dict[str, Any]:
    """The settings of the longest site name that the host ends with."""
    try:
        with Path(file).open("rb") as opened:
            sites = tomllib.load(opened).get("sites", {})
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise BadOption(option="--sites", value=file, expected=str(error)) from error
    host = "." + (urlsplit(url).hostname or "")
    names = (name for name in sites if isinstance(sites[name], dict))
    fitting = [name for name in names if host.endswith("." + name.lower())]
    found: dict[str, Any] = sites[max(fitting, key=len)] if fitting else {}
    return found


def _listed(site: dict[str, Any], key: str, file: str) -> list[str]:
    selectors = site.get(key, [])
    if not isinstance(selectors, list) or not all(isinstance(css, str) for css in selectors):
        expected = f"{key} is a list of CSS selectors"
        raise BadOption(option="--sites", value=file, expected=expected)
    return selectors
