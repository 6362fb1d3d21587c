"""Print when each word of an article is spoken."""

import sys

from earshot import narrate


def main(source: str) -> None:
    narration = narrate(source)
    for segment in narration.segments:
        for timing in segment.timings:
            print(f"{timing.start / narration.rate:7.2f} s  {timing.word.text}")


if __name__ == "__main__":
    main(sys.argv[1])
