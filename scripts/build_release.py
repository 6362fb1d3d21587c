"""Build the files of a release in dist/: wheel, source archive and their checksums.

    python -m pip install build
    python -m scripts.build_release https://code.example/earshot

The package page shows README.md without this repository around it. So its links and pictures get
the address of the repository, which is given on the command line: the sources name none. The
catalogue of voices gets it too, so `earshot voices install house:emma` finds the file.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import subprocess
import sys
import tarfile
import tempfile
from io import BytesIO
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE_FILES = "blob", "raw"
"""The folders of a repository's web page that show a file, and that send its bytes."""
NARRATORS = Path("voices/src/earshot_voices")
"""The folder with the files of the narrators."""
PICTURE = re.compile(r"(!\[[^\]]*\]\()(?!https?:|#)([^)\s]+)")
LINK = re.compile(r"((?<!!)\[[^\]]*\]\()(?!https?:|#|mailto:)([^)\s]+)")


def make_links_absolute(readme: str, url: str, tag: str) -> str:
    shown, raw = (f"{url}/{folder}/{tag}/" for folder in PAGE_FILES)
    return LINK.sub(rf"\g<1>{shown}\g<2>", PICTURE.sub(rf"\g<1>{raw}\g<2>", readme))


def add_project_urls(project: str, url: str, tag: str) -> str:
    table = (
        "[project.urls]\n"
        f'Source = "{url}"\n'
        f'Issues = "{url}/issues"\n'
        f'Documentation = "{url}/blob/{tag}/docs/README.md"\n'
        f'Changelog = "{url}/blob/{tag}/CHANGELOG.md"\n\n'
    )
    return project.replace(
        "[project.optional-dependencies]", f"{table}[project.optional-dependencies]"
    )


def add_narrators_address(catalogue: str, url: str, tag: str) -> str:
    return catalogue.replace(
        '[house]\nfrom = ""\n', f'[house]\nfrom = "{url}/raw/{tag}/{NARRATORS.as_posix()}"\n'
    )


CHANGES = {
    "README.md": make_links_absolute,
    "pyproject.toml": add_project_urls,
    "src/earshot/voices/voices.toml": add_narrators_address,
}
"""The changes of each file."""


def export_sources(folder: Path, url: str, tag: str) -> None:
    """Write the committed files with the address of the repository in them."""
    archive = subprocess.run(["git", "archive", "HEAD"], cwd=ROOT, check=True, capture_output=True)
    with tarfile.open(fileobj=BytesIO(archive.stdout)) as tar:
        tar.extractall(folder, filter="data")
    for name, change in CHANGES.items():
        path = folder / name
        path.write_text(change(path.read_text("utf-8"), url, tag), "utf-8")


def write_checksums(folder: Path) -> None:
    names = sorted(path for path in folder.iterdir() if path.suffix in (".whl", ".gz"))
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in names]
    (folder / "SHA256SUMS").write_text("".join(lines), "utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url", help="address of the repository, without a slash at the end")
    parser.add_argument("--tag", default="main", help="tag of the release (default: main)")
    arguments = parser.parse_args()
    output = ROOT / "dist"
    with tempfile.TemporaryDirectory() as folder:
        export_sources(Path(folder), arguments.url, arguments.tag)
        build = [sys.executable, "-m", "build", "--outdir", str(output), folder]
        if code := subprocess.run(build).returncode:
            return code
    write_checksums(output)
    return 0


if __name__ == "__main__":
    sys.exit(main())
