"""Imports that wait for their first use."""

import subprocess
import sys
from pathlib import Path

LIGHT = """
import sys, earshot.ingest.html.extraction as extraction
print(sorted({'courlan', 'htmldate', 'numpy', 'urllib3'} & set(sys.modules)))
print(extraction.trafilatura.extract_metadata(
    "<html><body><p>By Ada Lovelace</p><p>Published: 3 May 2021</p></body></html>"
).date)
print('htmldate' in sys.modules)
"""
NEEDED_AT_ONCE = r"""
import sys
from pathlib import Path
from earshot.imports import load_without
folder = Path(sys.argv[1])
folder.joinpath("leaf.py").write_text("class Base: pass")
folder.joinpath("branch.py").write_text("import leaf\nclass Own(leaf.Base): pass\n")
sys.path.insert(0, str(folder))
print(issubclass(load_without("branch", ["leaf"]).Own, __import__("leaf").Base))
"""


def _run(*arguments: str) -> str:
    run = subprocess.run([sys.executable, "-c", *arguments], capture_output=True, text=True)
    assert run.stderr == ""
    return run.stdout


def test_extraction_starts_without_modules_that_most_pages_do_not_need() -> None:
    assert _run(LIGHT) == "[]\n2021-05-03\nTrue\n"


def test_a_package_that_needs_a_module_at_once_gets_it(tmp_path: Path) -> None:
    assert _run(NEEDED_AT_ONCE, str(tmp_path)) == "True\n"
