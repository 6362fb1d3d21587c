"""The command line. Each subcommand is a module, which is loaded only when it runs."""

from __future__ import annotations

import argparse
import os
import re
import signal
import sys
import warnings
from collections.abc import Sequence
from types import FrameType, ModuleType

from earshot.cli.error_hints import message
from earshot.cli.terminal import print_error
from earshot.errors import DiskFull, EarshotError, EarshotWarning
from earshot.files import DISK_FULL_ERRNOS
from earshot.imports import load_module
from earshot.pattern_cache import install_pattern_cache
from earshot.version import __version__

COMMANDS = {
    "article": "extract the article from a page",
    "feed": "list the entries of a feed or a news sitemap",
    "script": "show what will be spoken, one utterance per line",
    "check": "list words and sentences that an editor should check",
    "narrate": "write the audio, captions, word timings and a read-along page",
    "proof": "examine a recording, and list its faults",
    "archive": "narrate many articles into a folder or a bucket",
    "play": "read an article aloud on this machine",
    "player": "write the <earshot-player> script for sites without an Earshot server",
    "serve": "run the server: library, podcast feeds and HTTP API",
    "worker": "record stories for a server on Postgres",
    "wyoming": "speak for Home Assistant, over the Wyoming protocol",
    "export": "write the library as a static site",
    "mcp": "offer tools to a language model, over the Model Context Protocol",
    "backup": "write the library of the server to one file",
    "restore": "replace the library of the server with a backup",
    "copy-library": "copy the library from SQLite to Postgres and a bucket",
    "set-password": "set the password of the server",
    "accounts": "list, add, change and remove the accounts of the server",
    "voices": "list, install and remove voices",
    "voices evaluate": "measure a voice: audio, word timings, speed, word errors",
    "voices train": "train a voice from recordings",
    "voices distill": "train a small voice on the speech of a larger one",
    "completion": "print a completion script for bash, zsh or fish",
}
"""Each command is a module of this package with `parser()` and `run(args)`. `OUTPUT_OPTION` of a
module names its option for the output path, -o by default."""

SPEAKING_COMMANDS = ("narrate", "play")
"""The process of their voice starts before their options are parsed."""
SILENT_OPTIONS = frozenset(("-h", "--help", "--dry-run"))
COMPUTING_COMMANDS = ("voices",)
"""They multiply matrices in this process. In others the threads of NumPy's BLAS would only spin for
70 ms of CPU time when it is imported."""
WRONG_COMMAND_LINE = 2
INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one subcommand and return the exit code. An EarshotError is printed in one line."""
    if arguments is None:
        arguments = sys.argv[1:]
        if arguments[:1] and arguments[0] in COMMANDS:  # help needs few expressions
            if arguments[0] not in COMPUTING_COMMANDS:
                os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
            if arguments[0] in SPEAKING_COMMANDS and SILENT_OPTIONS.isdisjoint(arguments):
                load_module("earshot.synthesis.spawn").start_early()
            install_pattern_cache()
    arguments = list(arguments)
    if not arguments:
        _root_parser().print_help()
        return 0
    if arguments[0] not in COMMANDS and not arguments[0].startswith("-"):
        return _fail(_describe_unknown(arguments[0]), WRONG_COMMAND_LINE)
    _root_parser().parse_args(arguments[:1])
    return _run_command(arguments)


def _run_command(arguments: list[str]) -> int:
    warnings.showwarning = _show_warning
    warnings.simplefilter("always", EarshotWarning)
    signal.signal(signal.SIGTERM, _stop)
    words = 2 if " ".join(arguments[:2]) in COMMANDS else 1
    command = load_command(" ".join(arguments[:words]))
    output_option = getattr(command, "OUTPUT_OPTION", "-o")
    try:
        return int(command.run(command.parser().parse_args(arguments[words:])) or 0)
    except EarshotError as error:
        return _fail(message(error, output_option), 1)
    except EarshotWarning as warning:
        return _fail(str(warning), 1)
    except KeyboardInterrupt:
        return _fail("interrupted; no incomplete file was left", INTERRUPTED)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        return _fail(_describe_os_error(error, output_option), 1)


def load_command(name: str) -> ModuleType:
    """The module of a command: "voices train" is in `voices_train`."""
    return load_module(f"earshot.cli.{re.sub('[ -]', '_', name)}")


def _root_parser() -> argparse.ArgumentParser:
    width = max(map(len, COMMANDS))
    listing = "\n".join(f"  {name:{width}}  {does}" for name, does in COMMANDS.items())
    parser = argparse.ArgumentParser(
        prog="earshot",
        description="You can now listen to this article.",
        epilog=f"commands:\n{listing}\n\nRun `earshot COMMAND --help` for its options.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"earshot {__version__}")
    parser.add_argument(
        "command",
        choices=[name for name in COMMANDS if " " not in name],
        metavar="COMMAND",
        help="one of the commands below",
    )
    return parser


def _describe_unknown(name: str) -> str:
    near = load_module("difflib").get_close_matches(name, COMMANDS, n=1)
    advice = f"did you mean {near[0]}?" if near else "`earshot --help` lists all commands"
    return f"there is no command {name}; {advice}"


def _describe_os_error(error: OSError, output_option: str) -> str:
    if error.errno in DISK_FULL_ERRNOS:
        return message(DiskFull(path=error.filename or "A file"), output_option)
    return f"operating system error: {error}"


def _fail(message: str, code: int) -> int:
    print_error(message)
    return code


def _show_warning(message: Warning | str, *where: object, **more: object) -> None:
    """Print the message of a warning without file name and line number."""
    print_error(str(message))


def _stop(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
