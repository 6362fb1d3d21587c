"""Runs all benchmarks and prints the results."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

from benchmarks import extraction
from benchmarks.measures import run_module, time_in_turn
from benchmarks.story import make_story
from earshot import build_script, narrate, save
from earshot.errors import VoiceNotInstalled
from earshot.script.g2p import add_phonemes
from earshot.script.normalize import verbalize_sentence as words_of
from earshot.script.segmentation import sentence_spans
from earshot.voices.registry import open_voice

RUNS = 5
WORDS = 1_000
WORD_COUNTS = (1_000, 10_000, 100_000)


def main() -> None:
    extraction.compare_extraction()
    extraction.measure_huge_pages()
    measure_text_processing()
    for voice in ("flite:slt", "espeak:en-us"):
        measure_pipeline(voice)
    measure_lengths("espeak:en-us")
    measure_start_up()


def measure_pipeline(name: str) -> None:
    """The whole pipeline with MP3 and page, relative to the engine alone on the same words."""
    script = build_script(make_story(WORDS))
    try:
        voice = open_voice(name, "en-US", 1.0)
    except VoiceNotInstalled as error:
        print(f"pipeline over engine     {error}")
        return
    with closing(voice), tempfile.TemporaryDirectory() as folder:
        target = Path(folder, "story.mp3")
        narration = narrate(script, voice=name)

        def engine() -> None:
            for utterance in script.utterances:
                voice.synthesize(utterance)

        def whole_pipeline() -> None:
            save(narrate(build_script(make_story(WORDS)), voice=name), target)

        engine_seconds, whole_seconds = time_in_turn(RUNS, engine, whole_pipeline)
        duration = save(narration, target).duration
    print(
        f"pipeline over engine     {name:14} {whole_seconds / engine_seconds:5.2f}"
        f"   ({whole_seconds:.2f} s over {engine_seconds:.2f} s for {WORDS:,} words,"
        f" {duration / whole_seconds:.0f} x real time)"
    )


def measure_lengths(name: str) -> None:
    """Seconds and memory for 1, 10 and 100 times the words, relative to the first."""
    baseline: dict[str, float] = {}
    for words in WORD_COUNTS:
        result = run_module("benchmarks.length", name, str(words))
        baseline = baseline or result
        factor = words // WORD_COUNTS[0]
        print(
            f"{factor:3} x the words          {name:14}"
            f" {result['seconds'] / baseline['seconds']:6.1f} x"
            f" the time, {result['memory'] / baseline['memory']:5.2f} x the memory"
            f"   ({result['seconds']:.1f} s, {result['memory']:.0f} MB,"
            f" {result['audio'] / 60:.0f} min)"
        )


def measure_text_processing() -> None:
    """Milliseconds per 1,000 words: normalization alone, and the complete script."""
    text = "\n\n".join(block.text for block in make_story(WORDS).blocks)
    spans = sentence_spans(text)
    words_by_span = [words_of(text, 0, span) for span in spans]

    def normalized() -> None:
        for span in spans:
            words_of(text, 0, span)

    def pronounced() -> None:
        for span, each in zip(spans, words_by_span, strict=True):
            add_phonemes(text[slice(*span)], span[0], each, "en-US")

    spoken, pronunciation = time_in_turn(RUNS, normalized, pronounced)
    factor = 1_000_000 / len(text.split())
    print(f"normalisation            {spoken * factor:6.1f} ms for 1,000 words")
    print(f"  and pronunciation      {(spoken + pronunciation) * factor:6.1f} ms for 1,000 words")


def measure_start_up() -> None:
    """`earshot --help` and `import earshot`, relative to a bare Python."""

    def python(*arguments: str) -> None:
        subprocess.run([sys.executable, *arguments], check=True, capture_output=True)

    nothing, help_page, import_ours = time_in_turn(
        RUNS * 2,
        lambda: python("-c", "pass"),
        lambda: python("-m", "earshot", "--help"),
        lambda: python("-c", "import earshot"),
    )
    print(f"earshot --help           {help_page:.3f} s ({help_page / nothing:.1f} x bare Python)")
    print(f"import earshot           {import_ours - nothing:.3f} s over bare Python")


if __name__ == "__main__":
    main()
