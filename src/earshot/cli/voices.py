"""earshot voices: what is installed, what could be, which is the default and why."""

from __future__ import annotations

import argparse

from earshot.cli.options import subcommand
from earshot.errors import UnspokenLanguage
from earshot.voices.catalogue import Listing, default_voice, fluency, listings

FEW = 4
"""Voices of one engine shown before the rest are only counted."""


def parser() -> argparse.ArgumentParser:
    parser = subcommand("voices", "What can speak here, what could, and which is the default.")
    parser.add_argument("--language", default="en-US", metavar="TAG", help="BCP 47 (en-US)")
    parser.add_argument("--all", action="store_true", help="every voice, not the first few")
    return parser


def run(args: argparse.Namespace) -> int:
    known = listings()
    engines = {each.engine: [v for v in known if v.engine == each.engine] for each in known}
    for voices in engines.values():
        fitting = [v for v in voices if fluency(v.speaker, args.language)] or voices
        shown = voices if args.all else fitting[:FEW]
        for voice in shown:
            print(_row(voice))
        if len(voices) > len(shown):
            print(f"{'':18}  and {len(voices) - len(shown)} more, with --all")
    print(_default(args.language))
    return 0


def _row(voice: Listing) -> str:
    state = f"not installed: {voice.speaker.missing}" if voice.speaker.missing else "installed"
    languages = "any language" if "mul" in voice.speaker.languages else voice.speaker.languages[0]
    return f"{voice.name:18}  {languages:12}  quality {voice.quality:.2f}  {state}"


def _default(language: str) -> str:
    try:
        voice = default_voice(language)
    except UnspokenLanguage as error:
        return f"\n{error}"
    return (
        f"\nThe default for {language} is {voice.name}: of the voices installed here that speak it,"
        f" its engine sounds most natural\n(predicted opinion score {voice.quality:.2f} of 5)."
    )
