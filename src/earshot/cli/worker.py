"""earshot worker: record stories for a server on Postgres."""

from __future__ import annotations

import argparse

from earshot.cli.data_dir import DATA_DIR_OPTION, add_data_dir, get_data_dir
from earshot.cli.options import subcommand
from earshot.server.job_worker import run_worker

OUTPUT_OPTION = DATA_DIR_OPTION


def parser() -> argparse.ArgumentParser:
    parser = subcommand(
        "worker", "Record stories for a server. They share its data directory and its Postgres."
    )
    add_data_dir(parser)
    parser.add_argument(
        "--database", metavar="URL", help="postgresql://…, the database of the server"
    )
    parser.add_argument("--workers", type=int, metavar="N", help="worker processes (default: 1)")
    parser.add_argument(
        "--worker-voices",
        metavar="ENGINE[:SPEAKER],…",
        help="take only stories with these voices (default: all)",
    )
    parser.add_argument(
        "--worker-languages",
        metavar="TAG,…",
        help="take only stories in these languages, such as en,de (default: all)",
    )
    parser.add_argument("--voice", metavar="ENGINE:SPEAKER", help="default voice")
    return parser


def run(args: argparse.Namespace) -> int:
    options = dict(vars(args))
    options.pop("data_dir")
    run_worker(get_data_dir(args), options, lambda line: print(line, flush=True))
    return 0
