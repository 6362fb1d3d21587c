"""Fingerprints of blocks."""

from __future__ import annotations

from earshot.model import Block


def fingerprint(text: str) -> str:
    return Block(kind="paragraph", text=text).text_hash


def test_a_fingerprint_is_fnv_1a_of_letters_and_digits() -> None:
    assert fingerprint("—") == "cbf29ce484222325"  # the published basis: of nothing
    assert fingerprint("A") == "af63dc4c8601ec8c"  # the published value of "a"
    assert fingerprint("foo-bar") == "85944171f73967e8"  # and of "foobar"


def test_spacing_points_and_case_do_not_change_a_fingerprint() -> None:
    assert fingerprint("“No,” he said .") == fingerprint('"NO" he said')
    assert fingerprint("Jose\u0301") == fingerprint("José")
    assert fingerprint("No, he says") != fingerprint("No, he said")
