"""The command line: one subcommand a file, loaded when it is asked for."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import warnings
from collections.abc import Sequence
from importlib import import_module
from types import FrameType
from typing import Any

from earshot import __version__
from earshot.cli.hints import message
from earshot.errors import EarshotError, EarshotWarning

COMMANDS = {
    "article": "the story as it will be read, freed from its page",
    "feed": "the stories that a feed or a news sitemap tells of",
    "script": "what will be said of it, an utterance a line",
    "check": "what an editor should look at before it is read, most doubtful first",
    "narrate": "the recording, its captions, its word times and a read-along page",
    "player": "the script of <earshot-player>, for a site without an Earshot server",
    "serve": "your library on the web: pages, podcast feeds and an API",
    "password": "the password of a library",
    "voices": "what can speak here, what could, and which is the default",
    "voices verify": "measure a voice: sound, word times, speed, clarity",
    "voices train": "a voice of your own, from recordings of a reader",
}
"""In the order of the line; each is a module of this package with `parser()` and `run(args)`, by
its name with an underscore for a space; `PLACE` is the option that says where it writes, -o where
there is none."""

INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one subcommand; returns the exit code. A user's mistake is one line, no traceback."""
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    _root_parser().parse_args(arguments[:1])
    warnings.showwarning = _show_warning
    warnings.simplefilter("always", EarshotWarning)
    signal.signal(signal.SIGTERM, _stop)
    words = 2 if " ".join(arguments[:2]) in COMMANDS else 1
    command = import_module(f"earshot.cli.{'_'.join(arguments[:words])}")
    try:
        return int(command.run(command.parser().parse_args(arguments[words:])) or 0)
    except EarshotError as error:
        return _fail(message(error, getattr(command, "PLACE", "-o")), 1)
    except KeyboardInterrupt:
        return _fail("interrupted; nothing was left half-written", INTERRUPTED)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        return _fail(f"the system refused: {error}", 1)


def _root_parser() -> argparse.ArgumentParser:
    width = max(map(len, COMMANDS))
    listing = "\n".join(f"  {name:{width}}  {does}" for name, does in COMMANDS.items())
    parser = argparse.ArgumentParser(
        prog="earshot",
        description="You can now listen to this article.",
        epilog=f"commands:\n{listing}\n\n`earshot COMMAND --help` tells the options of each.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"earshot {__version__}")
    parser.add_argument(
        "command",
        choices=[name for name in COMMANDS if " " not in name],
        metavar="COMMAND",
        help="see below",
    )
    return parser


def _fail(message: str, code: int) -> int:
    clear = "\r\033[K" if sys.stderr.isatty() else ""
    print(f"{clear}earshot: {message}", file=sys.stderr)
    return code


def _show_warning(message: Warning | str, *where: Any, **more: Any) -> None:
    """A warning as a user wants it: what it says, and not which line of ours says it."""
    print(f"earshot: {message}", file=sys.stderr)


def _stop(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
