"""earshot restore: replace a library with a backup."""

from __future__ import annotations

import argparse
from pathlib import Path

from earshot.cli.data_dir import DATA_DIR_OPTION, add_data_dir, get_data_dir, require_sqlite
from earshot.cli.options import subcommand
from earshot.server.storage.backup_archive import restore_backup
from earshot.server.storage.data_dir import DataDir

OUTPUT_OPTION = DATA_DIR_OPTION


def parser() -> argparse.ArgumentParser:
    parser = subcommand(
        "restore",
        "Replace the library with a backup. Stop the server first. The replaced files are kept.",
    )
    add_data_dir(parser)
    parser.add_argument(
        "file", type=Path, help="file of `earshot backup`, or a database such as earshot.db.backup"
    )
    return parser


def run(args: argparse.Namespace) -> int:
    folder = get_data_dir(args)
    require_sqlite(folder)
    restored = restore_backup(DataDir(folder), args.file)
    count, missing = restored.story_count, restored.missing_count
    print(f"{count} {'story' if count == 1 else 'stories'} restored to {folder}.")
    if missing:
        print(f"{missing} without a recording will be recorded again by the server.")
    if restored.replaced:
        print(f"The previous files are in {restored.replaced}.")
    return 0
