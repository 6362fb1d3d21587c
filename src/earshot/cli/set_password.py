"""earshot set-password: ask for the password of the server and store its hash."""

from __future__ import annotations

import argparse
import getpass
import sys

from earshot.cli.data_dir import DATA_DIR_OPTION, add_data_dir, get_data_dir
from earshot.cli.options import subcommand
from earshot.errors import InvalidOption
from earshot.files import atomic_write
from earshot.server.passwords import hash_password
from earshot.server.settings import PASSWORD_FILE

OUTPUT_OPTION = DATA_DIR_OPTION
MIN_LENGTH = 8


def parser() -> argparse.ArgumentParser:
    parser = subcommand(
        "set-password", "Set the password of the server. It is read from the terminal."
    )
    add_data_dir(parser)
    return parser


def run(args: argparse.Namespace) -> int:
    if sys.stdin.isatty():
        password = getpass.getpass("New password: ")
    else:
        password = sys.stdin.readline().rstrip("\n")
    if len(password) < MIN_LENGTH:
        expected = f"use at least {MIN_LENGTH} characters"
        raise InvalidOption(option="the password", value="that short", expected=expected)
    with atomic_write(get_data_dir(args) / PASSWORD_FILE) as temporary:
        temporary.chmod(0o600)
        temporary.write_text(hash_password(password), "utf-8")
    print("Password saved. Restart the server to use it.")
    return 0
