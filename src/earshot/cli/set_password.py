"""earshot set-password: ask for the password of the server and store its hash."""

from __future__ import annotations

import argparse
import getpass
import sys

from earshot.cli.data_dir import DATA_DIR_OPTION, add_data_dir, get_data_dir
from earshot.cli.options import subcommand
from earshot.files import atomic_write
from earshot.server.passwords import hash_new_password
from earshot.server.settings import PASSWORD_FILE

OUTPUT_OPTION = DATA_DIR_OPTION


def parser() -> argparse.ArgumentParser:
    parser = subcommand(
        "set-password", "Set the password of the server. It is read from the terminal."
    )
    add_data_dir(parser)
    return parser


def run(args: argparse.Namespace) -> int:
    password_hash = hash_new_password(read_password())
    with atomic_write(get_data_dir(args) / PASSWORD_FILE) as temporary:
        temporary.chmod(0o600)
        temporary.write_text(password_hash, "utf-8")
    print("Password saved. Restart the server to use it.")
    return 0


def read_password() -> str:
    """Ask on the terminal, or read a line from standard input."""
    if sys.stdin.isatty():
        return getpass.getpass("New password: ")
    return sys.stdin.readline().rstrip("\n")
