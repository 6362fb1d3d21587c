"""The option that names the data directory of the server."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from earshot.environment import read_variable
from earshot.errors import InvalidOption
from earshot.server.settings import check_environment, load_settings

DATA_DIR_OPTION = "--data-dir"


def add_data_dir(parser: argparse.ArgumentParser) -> None:
    default = Path(read_variable("EARSHOT_DATA_DIR"))
    parser.add_argument(
        DATA_DIR_OPTION,
        type=Path,
        default=default,
        metavar="DIR",
        help="data directory (default: ~/earshot)",
    )


def require_sqlite(folder: Path) -> None:
    """Raises InvalidOption if the library is in Postgres, which has tools of its own."""
    if load_settings(folder, {}, os.environ).database:
        expected = "the library is in Postgres; use pg_dump and pg_restore"
        raise InvalidOption(option="database", value="postgresql://…", expected=expected)


def get_data_dir(args: argparse.Namespace) -> Path:
    """Raises InvalidOption for a variable with an old name, such as EARSHOT_HOME."""
    check_environment(os.environ)
    folder: Path = args.data_dir
    return folder.expanduser()
