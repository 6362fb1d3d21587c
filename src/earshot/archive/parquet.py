"""Parquet files: the rows of a source, and the manifest. The only module that imports pyarrow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from earshot.errors import PackageMissing, SourceNotFound, SourceUnreadable

ROWS_PER_READ = 16
"""A page may have megabytes."""
ROWS_PER_GROUP = 10_000


def _import_parquet() -> Any:
    try:
        import pyarrow.parquet  # noqa: PLC0415 - an extra, and heavy
    except ImportError as error:
        raise PackageMissing(
            feature="an archive", install_hint="pip install 'earshot-audio[archive]'"
        ) from error
    return pyarrow.parquet


def check_installed() -> None:
    """Raises PackageMissing."""
    _import_parquet()


def count_row_groups(path: str) -> int:
    """Raises SourceNotFound, SourceUnreadable and PackageMissing."""
    return int(_open(path).num_row_groups)


def read_rows(path: str, group: int) -> Iterator[Mapping[str, Any]]:
    """The rows of a group. Raises as `count_row_groups`."""
    file = _open(path)
    try:
        for batch in file.iter_batches(ROWS_PER_READ, row_groups=[group]):
            yield from batch.to_pylist()
    except (OSError, ValueError) as error:
        raise SourceUnreadable(source=path, reason=_first_line(error)) from error


def _open(path: str) -> Any:
    parquet = _import_parquet()
    try:
        return parquet.ParquetFile(path)
    except FileNotFoundError:
        raise SourceNotFound(source=path) from None
    except (OSError, ValueError) as error:
        raise SourceUnreadable(source=path, reason=_first_line(error)) from error


def write_rows(path: Path, rows: Iterable[Mapping[str, Any]], types: Mapping[str, type]) -> None:
    """Write rows of text, integers and floats, some thousand at a time."""
    parquet = _import_parquet()
    import pyarrow  # noqa: PLC0415 - an extra, and heavy

    columns = {str: pyarrow.string(), int: pyarrow.int64(), float: pyarrow.float64()}
    schema = pyarrow.schema([(name, columns[kind]) for name, kind in types.items()])
    remaining = iter(rows)
    with parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        while group := list(islice(remaining, ROWS_PER_GROUP)):
            writer.write_table(pyarrow.Table.from_pylist(group, schema=schema))


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
