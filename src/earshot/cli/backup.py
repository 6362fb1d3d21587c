"""earshot backup: write a library to one file."""

from __future__ import annotations

import argparse
from pathlib import Path

from earshot.cli.data_dir import DATA_DIR_OPTION, add_data_dir, get_data_dir, require_sqlite
from earshot.cli.options import subcommand
from earshot.server.storage.backup_archive import write_backup
from earshot.server.storage.data_dir import DataDir

OUTPUT_OPTION = DATA_DIR_OPTION


def parser() -> argparse.ArgumentParser:
    parser = subcommand("backup", "Write the library to one file. The server may be running.")
    add_data_dir(parser)
    parser.add_argument("file", type=Path, help="tar archive to write (.tar, .tar.gz)")
    return parser


def run(args: argparse.Namespace) -> int:
    folder = get_data_dir(args)
    require_sqlite(folder)
    count = write_backup(DataDir(folder), args.file)
    size = args.file.stat().st_size / 1_000_000
    print(f"{count} {'story' if count == 1 else 'stories'} in {args.file} ({size:.1f} MB).")
    return 0
