"""Compiled expressions in the cache directory."""

import marshal
import os
import re
from pathlib import Path

import pytest

from earshot import pattern_cache
from earshot.pattern_cache import MIN_NEW_EXPRESSIONS, PatternCache

EXPRESSIONS: tuple[tuple[str | bytes, int], ...] = (
    (r"(?P<day>\d{1,2})\.\s?(?P<month>[A-Za-zä]+)", 0),
    (r"(?i:straße)|ΣΊΣΥΦΟΣ|[à-þ]+", re.IGNORECASE),
    (r"^[\w.+-]+@(\w+\.)+\w{2,}$", re.MULTILINE | re.ASCII),
    (r"(?<![\w,])(x)(?:a|b(?=c))*?\1?", re.DOTALL),
    (rb"\x89PNG(.{4})", re.DOTALL),
    (r"(?x) word  # a comment", re.VERBOSE),
    (r"(a)(?(1)b|c)", 0),
    ("", 0),
    *((f"word {number}", 0) for number in range(MIN_NEW_EXPRESSIONS)),
)
KINDS = "names folding lines lookbehind bytes verbose condition empty".split()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The file of a cache that has all of the expressions."""
    cache = PatternCache(tmp_path / "patterns")
    for expression, flags in EXPRESSIONS:
        cache.compile(expression, flags)
    cache.save()
    return tmp_path / "patterns"


@pytest.mark.parametrize(("expression", "flags"), EXPRESSIONS[:8], ids=KINDS)
def test_a_stored_expression_equals_the_compiled_one(
    file: Path, expression: str | bytes, flags: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    compiled = re.compile(expression, flags)
    monkeypatch.setattr(pattern_cache, "_compile", None)
    restored = PatternCache(file).compile(expression, flags)
    assert restored == compiled
    assert (restored.pattern, restored.flags) == (compiled.pattern, compiled.flags)
    assert dict(restored.groupindex) == dict(compiled.groupindex)
    assert restored.groups == compiled.groups


def test_the_restored_groups_have_their_names(file: Path) -> None:
    match = PatternCache(file).compile(*EXPRESSIONS[0]).search("am 3. März")
    assert match
    assert match.groupdict() == {"day": "3", "month": "März"}
    assert match.lastgroup == "month"


def test_an_invalid_expression_raises_the_same_error(tmp_path: Path) -> None:
    with pytest.raises(re.error, match="unterminated character set"):
        PatternCache(tmp_path / "patterns").compile("[a", 0)


def test_a_few_new_expressions_do_not_write_the_file_again(file: Path) -> None:
    before = file.read_bytes()
    cache = PatternCache(file)
    cache.compile("one more", 0)
    cache.save()
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    "content",
    [b"", b"not marshalled", marshal.dumps(("0.0", {("a", 0): 1})), marshal.dumps(3)],
    ids=["empty", "damaged", "another version", "another value"],
)
def test_an_unusable_file_is_replaced(file: Path, content: bytes) -> None:
    good = file.read_bytes()
    file.write_bytes(content)
    cache = PatternCache(file)
    for expression, flags in EXPRESSIONS:
        assert cache.compile(expression, flags) == re.compile(expression, flags)
    cache.save()
    assert file.read_bytes() == good


def test_a_damaged_entry_is_compiled_again(file: Path) -> None:
    version, expressions = marshal.loads(file.read_bytes())
    broken = {key: (flags, b"\xff" * 8, *rest) for key, (flags, _, *rest) in expressions.items()}
    file.write_bytes(marshal.dumps((version, broken)))
    for expression, flags in EXPRESSIONS:
        assert PatternCache(file).compile(expression, flags) == re.compile(expression, flags)


def test_a_directory_that_cannot_be_written_only_loses_the_cache(tmp_path: Path) -> None:
    (tmp_path / "folder").write_text("a file")
    cache = PatternCache(tmp_path / "folder" / "patterns")
    for expression, flags in EXPRESSIONS:
        cache.compile(expression, flags)
    cache.save()


def test_a_user_without_a_home_directory_has_no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOME", "EARSHOT_CACHE", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(os, "getuid", lambda: 2**31 - 2)  # not in /etc/passwd
    assert pattern_cache.install_pattern_cache() is None
