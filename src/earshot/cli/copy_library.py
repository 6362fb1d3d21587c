"""earshot copy-library: copy a library from SQLite to Postgres and a bucket."""

from __future__ import annotations

import argparse
import os

from earshot.cli.data_dir import DATA_DIR_OPTION, add_data_dir, get_data_dir
from earshot.cli.options import subcommand
from earshot.errors import MissingOption
from earshot.server.settings import load_settings
from earshot.server.storage.cached_data_dir import open_data_dir
from earshot.server.storage.library_copy import copy_library

OUTPUT_OPTION = DATA_DIR_OPTION


def parser() -> argparse.ArgumentParser:
    parser = subcommand(
        "copy-library",
        "Copy the SQLite library of a data directory to an empty Postgres database, and its files"
        " to a bucket. Stop the server first. The library itself is not changed.",
    )
    add_data_dir(parser)
    parser.add_argument("--database", metavar="URL", help="postgresql://… (default: the setting)")
    parser.add_argument("--storage", metavar="URL", help="s3://BUCKET/… (default: the setting)")
    return parser


def run(args: argparse.Namespace) -> int:
    folder = get_data_dir(args)
    overrides = {"database": args.database, "storage": args.storage}
    settings = load_settings(folder, overrides, os.environ)
    if not settings.database:
        reason = "name the Postgres database to copy to: postgresql://USER:PASSWORD@HOST/NAME"
        raise MissingOption(option="database", reason=reason)
    data_dir = open_data_dir(folder, settings.storage)
    copied = copy_library(data_dir, settings.database)
    print(f"{copied.stories} stories and {copied.files} files were copied.")
    print("Start the server with the same settings.")
    return 0
