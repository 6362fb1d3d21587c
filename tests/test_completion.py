"""Completion scripts, in the shells that are installed."""

import shutil
import subprocess

import pytest
from command_line import run_earshot

from earshot.cli import COMMANDS, load_command
from earshot.cli.completion import SHELLS


def script(shell: str) -> str:
    return run_earshot("completion", shell).stdout


def complete(words: list[str]) -> list[str]:
    """What bash offers for the last of the words."""
    line = " ".join(words)
    program = f"""{script("bash")}
COMP_WORDS=({line}{' ""' if not words[-1] else ""}); COMP_CWORD={len(words) - 1}
_earshot; printf '%s\\n' "${{COMPREPLY[@]}}\""""
    run = subprocess.run(["bash", "-c", program], capture_output=True, text=True, check=True)
    return run.stdout.split()


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (["earshot", "na"], ["narrate"]),
        (["earshot", "narrate", "--head"], ["--headline-voice"]),
        (["earshot", "narrate", "--caption-format", "s"], ["srt"]),
        (["earshot", "voices", "train", "--init"], ["--init-from"]),
        (["earshot", "voices", "distill", "--rec"], ["--record-only"]),
        (["earshot", "voices", "in"], ["install"]),
        (["earshot", "voices", "t"], ["train"]),
        (["earshot", "accounts", "re"], ["rename", "remove"]),
        (["earshot", "completion", "z"], ["zsh"]),
        (["earshot", "article", "/etc/host"], None),
    ],
)
def test_bash_completes_commands_options_values_and_files(
    words: list[str], offered: list[str] | None
) -> None:
    found = complete(words)
    assert "/etc/hosts" in found if offered is None else found == offered


def test_bash_offers_every_command_and_every_option() -> None:
    assert set(complete(["earshot", ""])) == {name for name in COMMANDS if " " not in name}
    parser = load_command("serve").parser()
    assert set(complete(["earshot", "serve", "--"])) == {
        name
        for action in parser._actions
        for name in action.option_strings
        if name.startswith("--")
    }


@pytest.mark.parametrize("shell", sorted(SHELLS))
def test_each_script_is_valid_in_its_shell(shell: str) -> None:
    text = script(shell)
    assert "headline-voice" in text
    if shutil.which(shell) is None:
        pytest.skip(f"left out: {shell} is not installed")
    subprocess.run([shell, "-n"], input=text, text=True, check=True)
