"""earshot accounts: list, add, change and remove the accounts of a server."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from contextlib import closing
from typing import NamedTuple

from earshot.cli.data_dir import DATA_DIR_OPTION, add_data_dir, get_data_dir
from earshot.cli.options import subcommand
from earshot.cli.set_password import read_password
from earshot.errors import InvalidOption, MissingOption
from earshot.server.account import ROLES, Account
from earshot.server.passwords import hash_new_password
from earshot.server.settings import load_settings
from earshot.server.storage.accounts import AccountStore
from earshot.server.storage.audit_log import COMMAND_LINE, AuditLog
from earshot.server.storage.backup_archive import LibraryNotFound
from earshot.server.storage.data_dir import DataDir
from earshot.server.storage.database import open_database

OUTPUT_OPTION = DATA_DIR_OPTION


def parser() -> argparse.ArgumentParser:
    parser = subcommand(
        "accounts", "List, add, change and remove the accounts of a server, which may be running."
    )
    add_data_dir(parser)
    parser.add_argument(
        "action",
        nargs="?",
        choices=("list", *CHANGES),
        default="list",
        metavar="ACTION",
        help=f"list (default), {', '.join(CHANGES)}",
    )
    parser.add_argument("name", nargs="?", default="", metavar="NAME", help="name of the account")
    parser.add_argument(
        "--role", choices=ROLES, help=f"for add and role: {', '.join(ROLES)} (default: reader)"
    )
    parser.add_argument("--new-name", default="", metavar="NAME", help="for rename")
    return parser


def run(args: argparse.Namespace) -> int:
    data_dir = DataDir(get_data_dir(args))
    url = load_settings(data_dir.folder, {}, os.environ).database
    if not url and not data_dir.database_path.exists():
        raise LibraryNotFound(path=data_dir.folder)
    if args.action != "list" and not args.name:
        raise MissingOption(option="NAME", reason=f"`{args.action}` needs an account")
    with closing(open_database(data_dir, url)) as database:
        accounts = AccountStore(database)
        if args.action == "list":
            _print_list(accounts)
            return 0
        change = CHANGES[args.action]
        secret = hash_new_password(read_password()) if change.needs_password else ""
        with database.transaction():
            message = change.run(accounts, args, secret)
            details = {"role": args.role} if args.role else {}
            AuditLog(database).record(COMMAND_LINE, change.audited_as, args.name, **details)
    print(message)
    return 0


def _print_list(accounts: AccountStore) -> None:
    width = max(len(each.name) for each in accounts.list_all())
    for each in accounts.list_all():
        print(f"{each.name:{width}}  {each.role}")


def _add(accounts: AccountStore, args: argparse.Namespace, password_hash: str) -> str:
    role = args.role or ROLES[0]
    accounts.add(args.name, role, password_hash)
    return f"{args.name} can log in now, with the role {role}."


def _set_password(accounts: AccountStore, args: argparse.Namespace, password_hash: str) -> str:
    account = _require_account(accounts, args.name)
    accounts.set_password_hash(account, password_hash)
    return f"Password of {account.name} saved. Its sessions have ended."


def _set_role(accounts: AccountStore, args: argparse.Namespace, _: str) -> str:
    if not args.role:
        raise MissingOption(option="--role", reason="`role` needs the new role")
    account = _require_account(accounts, args.name)
    accounts.set_role(account, args.role)
    return f"{account.name} has the role {args.role} now."


def _rename(accounts: AccountStore, args: argparse.Namespace, _: str) -> str:
    accounts.rename(_require_account(accounts, args.name), args.new_name)
    return f"{args.name} is called {args.new_name} now."


def _remove(accounts: AccountStore, args: argparse.Namespace, _: str) -> str:
    account = _require_account(accounts, args.name)
    accounts.remove(account)
    return f"{account.name} removed. The server deletes the stories that no other account has."


def _require_account(accounts: AccountStore, name: str) -> Account:
    if found := accounts.find(name):
        return found
    expected = f"use one of {', '.join(each.name for each in accounts.list_all())}"
    raise InvalidOption(option="NAME", value=name, expected=expected)


class Change(NamedTuple):
    """A change of an account."""

    run: Callable[[AccountStore, argparse.Namespace, str], str]
    """Makes the change and describes it; takes the hash of a new password."""
    audited_as: str
    needs_password: bool = False
    """Whether a password is read from the terminal or standard input."""


CHANGES = {
    "add": Change(_add, "account.added", needs_password=True),
    "password": Change(_set_password, "account.password_changed", needs_password=True),
    "role": Change(_set_role, "account.role_changed"),
    "rename": Change(_rename, "account.renamed"),
    "remove": Change(_remove, "account.removed"),
}
