from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

RUNNER = Path(__file__).with_name("parallel.py")
PASSING = "def test_a():\n    pass\n\ndef test_b():\n    pass\n"


def run_modules(folder: Path, **modules: str) -> tuple[int, str]:
    for name, source in modules.items():
        (folder / f"test_{name}.py").write_text(source)
    (folder / "pytest.ini").write_text("[pytest]\nfilterwarnings = error\n")
    done = subprocess.run(
        [sys.executable, RUNNER, "2", "-q", "-p", "no:schemathesis", "-p", "no:playwright", "."],
        cwd=folder,
        env={**os.environ, "PYTEST_ADDOPTS": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout.splitlines()[-1]


def test_a_failed_test_and_a_module_with_an_error_or_a_warning_fail_the_run(tmp_path: Path) -> None:
    code, summary = run_modules(
        tmp_path,
        one=PASSING,
        two="def test_c():\n    assert 1 == 2\n",
        three="import no_such_module\n",
        four="import warnings\nwarnings.warn('old')\n" + PASSING,
        five=PASSING,
    )
    assert (code, summary) == (1, "2 processes: 4 passed, 1 failed, 2 error")


def test_one_process_runs_all_modules_that_import_pytorch(tmp_path: Path) -> None:
    code, summary = run_modules(
        tmp_path,
        training=PASSING,
        nisqa="import sys\n\ndef test_it():\n    assert 'test_training' in sys.modules\n",
        other=PASSING,
    )
    assert (code, summary) == (0, "2 processes: 5 passed")
