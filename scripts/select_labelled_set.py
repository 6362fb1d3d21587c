"""Copy a part of a labelled set, for a machine to which only so much can be sent.

    python scripts/select_labelled_set.py SET PART --megabytes 34

The held-out clips are kept; of the others, every n-th.
"""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path

LABELS_FILE, TEACHER_FILE = "labels.jsonl", "teacher.json"


def main() -> None:
    parser = argparse.ArgumentParser(description="Copy a part of a labelled set.")
    parser.add_argument("set", type=Path)
    parser.add_argument("part", type=Path)
    parser.add_argument("--megabytes", type=float, required=True)
    args = parser.parse_args()
    lines = (args.set / LABELS_FILE).read_text("utf-8").splitlines()
    selected = select(lines, args.set, args.megabytes * 1e6)
    args.part.mkdir(parents=True, exist_ok=True)
    for line in selected:
        shutil.copy(args.set / json.loads(line)["pack"], args.part)
    (args.part / LABELS_FILE).write_text("\n".join(selected) + "\n", "utf-8")
    if (args.set / TEACHER_FILE).is_file():
        shutil.copy(args.set / TEACHER_FILE, args.part)
    print(f"{len(selected)} of {len(lines)} clips")


def select(lines: list[str], folder: Path, limit: float) -> list[str]:
    """The lines of the clips that fit, with their labels."""
    sizes = {line: measure(line, folder) for line in lines}
    held_out = [line for line in lines if json.loads(line)["split"] != "train"]
    rest = [line for line in lines if line not in set(held_out)]
    available = limit - sum(sizes[line] for line in held_out)
    share = min(1.0, available / max(1, sum(sizes[line] for line in rest)))
    kept = {round(number / share) for number in range(int(len(rest) * share))} if share > 0 else ()
    return [*held_out, *(line for number, line in enumerate(rest) if number in kept)]


def measure(line: str, folder: Path) -> int:
    return len(line.encode()) + (folder / json.loads(line)["pack"]).stat().st_size


if __name__ == "__main__":
    main()
