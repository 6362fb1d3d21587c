from __future__ import annotations

import gc

import pytest

from earshot.garbage_collection import paused_collection


def test_collection_continues_after_the_last_of_several_pauses() -> None:
    with paused_collection():
        with paused_collection():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_collection_continues_after_an_error() -> None:
    with pytest.raises(ValueError, match="broken"), paused_collection():
        raise ValueError("broken")
    assert gc.isenabled()


def test_a_pause_leaves_a_disabled_collector_disabled() -> None:
    gc.disable()
    try:
        with paused_collection():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
