"""How much of the machine may be at work."""

from __future__ import annotations

import os

from earshot.errors import BadOption


def cores(most: int) -> int:
    """`EARSHOT_WORKERS`, else one for each core that this process may use, at most `most`.

    Raises BadOption.
    """
    wanted = os.environ.get("EARSHOT_WORKERS") or str(min(most, len(os.sched_getaffinity(0))))
    if not wanted.isdigit() or int(wanted) < 1:
        raise BadOption(option="EARSHOT_WORKERS", value=wanted, expected="a number from 1 on")
    return int(wanted)
