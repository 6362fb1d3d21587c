import threading
from collections.abc import Iterator

import pytest

from earshot.ahead import ahead


def test_the_items_come_in_their_order() -> None:
    assert list(ahead(range(100), 3)) == list(range(100))


def test_what_the_making_raises_is_raised_where_it_is_asked_for() -> None:
    def broken() -> Iterator[int]:
        yield 1
        raise ValueError("no more")

    items = ahead(broken(), 3)
    assert next(items) == 1
    with pytest.raises(ValueError, match="no more"):
        next(items)


def test_no_more_is_made_than_may_wait() -> None:
    made: list[int] = []
    enough = threading.Event()

    def counted() -> Iterator[int]:
        for number in range(50):
            made.append(number)
            if number == 4:
                enough.set()
            yield number

    items = ahead(counted(), 3)
    assert next(items) == 0
    assert enough.wait(5)
    assert len(made) == 5  # one taken, three waiting, one in hand
    items.close()


def test_the_thread_ends_when_nobody_asks_any_more() -> None:
    before = threading.active_count()
    items = ahead(iter(range(1_000_000)), 2)
    next(items)
    items.close()
    assert threading.active_count() == before
