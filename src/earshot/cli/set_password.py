"""earshot password: the password of a library, asked for and kept as a hash."""

from __future__ import annotations

import argparse
import getpass
import sys

from earshot.cli.options import subcommand
from earshot.cli.serve import PLACE as PLACE
from earshot.cli.serve import add_data_dir
from earshot.errors import BadOption
from earshot.files import atomic_write
from earshot.server.auth import hash_password
from earshot.server.settings import PASSWORD_FILE

MIN_LENGTH = 8


def parser() -> argparse.ArgumentParser:
    parser = subcommand("password", "Set the password of a library. It is asked for.")
    add_data_dir(parser)
    return parser


def run(args: argparse.Namespace) -> int:
    if sys.stdin.isatty():
        given = getpass.getpass("New password: ")
    else:
        given = sys.stdin.readline().rstrip("\n")
    if len(given) < MIN_LENGTH:
        expected = f"at least {MIN_LENGTH} characters are needed"
        raise BadOption(option="the password", value="that", expected=expected)
    with atomic_write(args.home.expanduser() / PASSWORD_FILE) as aside:
        aside.chmod(0o600)
        aside.write_text(hash_password(given), "utf-8")
    print("set; restart the server to use it")
    return 0
