"""earshot voices: list, install, preview and remove voices."""

from __future__ import annotations

import argparse
import sys
from contextlib import suppress
from pathlib import Path

from earshot.cli.options import print_cost, subcommand
from earshot.errors import InvalidOption, MissingOption, VoiceError
from earshot.files import atomic_write
from earshot.model import Article, Script, Utterance
from earshot.pipeline import narrate
from earshot.publish import audio_file
from earshot.synthesis.synthesizer import CALIBRATION_TEXT, calibrate_voice
from earshot.voice_evaluation import sample_sentences
from earshot.voices import install
from earshot.voices.catalogue import find_installable
from earshot.voices.registry import voice_language
from earshot.voices.voice_table import format_table

PREVIEW_SENTENCES = 2
"""Sentences of a preview."""


def parser() -> argparse.ArgumentParser:
    parser = subcommand("voices", "List, install, preview and remove voices.")
    parser.add_argument(
        "action",
        nargs="?",
        choices=("list", *ACTIONS),
        default="list",
        metavar="ACTION",
        help=f"list (default), {', '.join(ACTIONS)}",
    )
    parser.add_argument(
        "name",
        nargs="?",
        default="",
        metavar="NAME",
        help="a voice; for install also a file or a URL",
    )
    parser.add_argument(
        "--language", default="en-US", metavar="TAG", help="language, BCP 47 (default: en-US)"
    )
    parser.add_argument("--all", action="store_true", help="list every voice")
    parser.add_argument(
        "--sha256", default="", metavar="HEX", help="expected SHA-256 of the file to install"
    )
    parser.add_argument(
        "-o", "--output", metavar="FILE", help="audio file of preview (default: preview.mp3)"
    )
    return parser


def run(args: argparse.Namespace) -> int:
    if args.action == "list":
        return _print_list(args)
    if not args.name:
        raise MissingOption(option="NAME", reason=f"`{args.action}` needs a voice")
    return ACTIONS[args.action](args)


def _install(args: argparse.Namespace) -> int:
    progress = _progress if sys.stderr.isatty() else None
    installed = install.install(args.name, checksum=args.sha256, progress=progress)
    for each in installed:
        print(f"{each.file}  sha256 {each.sha256}")
    for voice in filter(None, (each.voice for each in installed)):
        calibrate(voice)
    known = find_installable(args.name)
    if known and known.licence:
        print(f"{known.name}: licence {known.licence}, according to its model card")
    elif known:
        print(f"{known.name}: read its licence at {known.card_url} before you publish")
    if not (args.sha256 or (known and (known.sha256 or known.md5))):
        print("not verified: no SHA-256 is known; set the expected one with --sha256")
    return 0


def calibrate(voice: str) -> None:
    """Measure the loudness. A voice that cannot speak yet is measured with its first article."""
    with suppress(VoiceError):
        gain = calibrate_voice(voice, voice_language(voice, "en-US"))
        print(f"{voice} needs {gain:+.1f} dB to be as loud as every recording")


def _remove(args: argparse.Namespace) -> int:
    for file in install.remove(args.name):
        print(f"removed {file}")
    return 0


def _preview(args: argparse.Namespace) -> int:
    """Write two sentences in the language of the voice."""
    language = voice_language(args.name, args.language)
    sentences = _sample(language)
    article = Article(headline="", blocks=(), language=language)
    narration = narrate(Script(article=article, utterances=sentences), voice=args.name)
    print_cost(narration)
    target = Path(args.output or "preview.mp3")
    samples = (each.samples for each in narration.segments)
    with atomic_write(target) as temporary:
        audio_file.write_audio(samples, narration.rate, temporary)
    print(f"{target}  {narration.voice}")
    return 0


def _sample(language: str) -> tuple[Utterance, ...]:
    """Sample sentences; in English if there are none in that language."""
    try:
        return sample_sentences(language)[:PREVIEW_SENTENCES]
    except InvalidOption:
        return sample_sentences(language, CALIBRATION_TEXT)[:PREVIEW_SENTENCES]


def _progress(name: str, received: int, total: int) -> None:
    share = f"{100 * received // total:3} %" if total else f"{received / 1e6:.0f} MB"
    end = "\r\033[K" if received == total else ""
    print(f"\r\033[K{name}  {share}{end}", end="", file=sys.stderr, flush=True)


ACTIONS = {"install": _install, "remove": _remove, "preview": _preview}


def _print_list(args: argparse.Namespace) -> int:
    for line in format_table(args.language, show_all=args.all):
        print(line)
    return 0
