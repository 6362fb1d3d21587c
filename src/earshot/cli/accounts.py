"""earshot accounts: list, add, change and remove the accounts of a server."""

from __future__ import annotations

import argparse
from contextlib import closing

from earshot.cli.data_dir import DATA_DIR_OPTION, add_data_dir, get_data_dir
from earshot.cli.options import subcommand
from earshot.cli.set_password import read_password
from earshot.errors import InvalidOption, MissingOption
from earshot.server.account import ROLES, Account
from earshot.server.passwords import hash_new_password
from earshot.server.storage.accounts import AccountStore
from earshot.server.storage.archive import LibraryNotFound
from earshot.server.storage.data_dir import DataDir
from earshot.server.storage.database import Database

OUTPUT_OPTION = DATA_DIR_OPTION


def parser() -> argparse.ArgumentParser:
    parser = subcommand(
        "accounts", "List, add, change and remove the accounts of a server. It may run meanwhile."
    )
    add_data_dir(parser)
    parser.add_argument(
        "action",
        nargs="?",
        choices=("list", *ACTIONS),
        default="list",
        metavar="ACTION",
        help=f"list (default), {', '.join(ACTIONS)}",
    )
    parser.add_argument("name", nargs="?", default="", metavar="NAME", help="name of the account")
    parser.add_argument(
        "--role", choices=ROLES, help=f"for add and role: {', '.join(ROLES)} (default: reader)"
    )
    parser.add_argument("--new-name", default="", metavar="NAME", help="for rename")
    return parser


def run(args: argparse.Namespace) -> int:
    data_dir = DataDir(get_data_dir(args))
    if not data_dir.database_path.exists():
        raise LibraryNotFound(path=data_dir.folder)
    if args.action != "list" and not args.name:
        raise MissingOption(option="NAME", reason=f"`{args.action}` needs an account")
    with closing(Database(data_dir)) as database:
        accounts = AccountStore(database)
        if args.action == "list":
            _print_list(accounts)
        else:
            ACTIONS[args.action](accounts, args)
    return 0


def _print_list(accounts: AccountStore) -> None:
    width = max(len(each.name) for each in accounts.list_all())
    for each in accounts.list_all():
        print(f"{each.name:{width}}  {each.role}")


def _add(accounts: AccountStore, args: argparse.Namespace) -> None:
    """The password is read from the terminal or standard input."""
    role = args.role or ROLES[0]
    accounts.add(args.name, role, hash_new_password(read_password()))
    print(f"{args.name} can log in now, with the role {role}.")


def _set_password(accounts: AccountStore, args: argparse.Namespace) -> None:
    account = _require_account(accounts, args.name)
    accounts.set_password_hash(account, hash_new_password(read_password()))
    print(f"Password of {account.name} saved. Its sessions have ended.")


def _set_role(accounts: AccountStore, args: argparse.Namespace) -> None:
    if not args.role:
        raise MissingOption(option="--role", reason="`role` needs the new role")
    account = _require_account(accounts, args.name)
    accounts.set_role(account, args.role)
    print(f"{account.name} has the role {args.role} now.")


def _rename(accounts: AccountStore, args: argparse.Namespace) -> None:
    accounts.rename(_require_account(accounts, args.name), args.new_name)
    print(f"{args.name} is called {args.new_name} now.")


def _remove(accounts: AccountStore, args: argparse.Namespace) -> None:
    account = _require_account(accounts, args.name)
    accounts.remove(account)
    print(f"{account.name} removed. The server deletes the stories that no other account has.")


def _require_account(accounts: AccountStore, name: str) -> Account:
    if found := accounts.find(name):
        return found
    expected = f"use one of {', '.join(each.name for each in accounts.list_all())}"
    raise InvalidOption(option="NAME", value=name, expected=expected)


ACTIONS = {
    "add": _add,
    "password": _set_password,
    "role": _set_role,
    "rename": _rename,
    "remove": _remove,
}
