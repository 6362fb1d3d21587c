"""Record an article with a second voice for direct speech, and without the date."""

import sys
from pathlib import Path

from earshot import narrate, save


def main(source: str, folder: str) -> None:
    voices = {"narrator": "flite:slt", "quotation": "flite:rms"}
    narration = narrate(source, voice=voices, intro=["byline"])
    outputs = save(narration, Path(folder, "story.m4b"), captions="srt")
    print(outputs.audio, outputs.captions)


if __name__ == "__main__":
    main(*sys.argv[1:])
