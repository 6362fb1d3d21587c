import json
import os
import subprocess
import sys
from pathlib import Path

from test_session import saved

from benchmarks.graphs import piper
from earshot.voices.onnx.runtime import NO_TELEMETRY

SYNTHESIZE = """
import json, os, sys
from pathlib import Path
from earshot.voices.onnx.runtime import create_session
session = create_session("test:piper", Path(sys.argv[1]).read_bytes(), {}, "cpu")
print(json.dumps([len(session.get_inputs()), len(os.listdir("/proc/self/task"))]))
"""
SILENCED_BY = (NO_TELEMETRY, "CI", "GITHUB_ACTIONS", "TF_BUILD")
"""Variables that also turn the reports of onnxruntime off."""


def test_the_runtime_reports_nothing_to_its_maker(tmp_path: Path) -> None:
    model = saved(piper(), tmp_path / "model.onnx")
    home = tmp_path / "home"
    home.mkdir()
    kept = {name: value for name, value in os.environ.items() if name not in SILENCED_BY}
    places = {"HOME": str(home), "XDG_CACHE_HOME": str(home), "OPENBLAS_NUM_THREADS": "1"}
    run = subprocess.run(
        [sys.executable, "-c", SYNTHESIZE, str(model)],
        env=kept | places,
        capture_output=True,
        check=True,
    )
    inputs, threads = json.loads(run.stdout)
    assert inputs == 3
    assert threads == 1  # it has no thread that sends
    assert list(home.rglob("*")) == []
