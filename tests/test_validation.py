"""Bodies of API requests."""

from __future__ import annotations

import msgspec
import pytest

from earshot.errors import RequestRejected
from earshot.server.api import validation
from earshot.server.api.validation import MAX_FREE_VALUES, decode_body


class Options(msgspec.Struct, forbid_unknown_fields=True):
    limit: int = 0
    names: list[str] = []


def test_a_number_without_a_fraction_is_an_integer() -> None:
    assert decode_body(b'{"limit": 2.0}', Options).limit == 2
    with pytest.raises(RequestRejected, match="must be of type int"):
        decode_body(b'{"limit": 2.5}', Options)


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b'{"limit": 1,', b'{"limit":' + b"[" * 5_000])
def test_a_body_that_is_not_json_is_rejected(body: bytes) -> None:
    with pytest.raises(RequestRejected, match="not valid JSON"):
        decode_body(body, Options)


@pytest.mark.parametrize("field", ["other", "limit", "names"])
@pytest.mark.parametrize("value", ["{}", "[]", "1.0"])
def test_a_body_with_very_many_values_is_not_decoded_without_its_type(
    field: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(validation, "_with_integers", lambda value: pytest.fail("it was decoded"))
    values = ",".join([value] * (MAX_FREE_VALUES + 1))
    with pytest.raises(RequestRejected):
        decode_body(f'{{"{field}": [{values}]}}'.encode(), Options)
