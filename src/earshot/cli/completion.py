"""earshot completion: print a completion script for a shell.

The script holds every command and option, so completing a word starts no program.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass

from earshot.cli import COMMANDS, load_command
from earshot.cli.options import subcommand

BASH_SCRIPT = """\
_earshot() {{
  local word=${{COMP_WORDS[COMP_CWORD]}} command=${{COMP_WORDS[1]}} options=
  if ((COMP_CWORD == 1)); then
    COMPREPLY=($(compgen -W "{commands}" -- "$word")); return
  fi
  if ((COMP_CWORD == 2)) && [[ $word != -* ]]; then
    case $command in
{second_words}
    esac
  fi
  case "$command ${{COMP_WORDS[2]}}" in
    {pairs}) command="$command ${{COMP_WORDS[2]}}" ;;
  esac
  case "$command ${{COMP_WORDS[COMP_CWORD-1]}}" in
{values}
  esac
  case $command in
{cases}
  esac
  if [[ $word == -* ]]; then
    COMPREPLY=($(compgen -W "$options" -- "$word"))
  else
    compopt -o filenames 2>/dev/null
    COMPREPLY=($(compgen -f -- "$word"))
  fi
}}
complete -F _earshot earshot
"""


@dataclass(frozen=True, slots=True)
class Option:
    name: str
    help: str
    choices: tuple[str, ...]
    takes_value: bool


def parser() -> argparse.ArgumentParser:
    parser = subcommand("completion", "Print a completion script for a shell.")
    parser.add_argument("shell", choices=SHELLS, metavar="SHELL", help=", ".join(SHELLS))
    parser.epilog = 'bash and zsh: eval "$(earshot completion bash)" in the shell\'s startup file.'
    return parser


def run(args: argparse.Namespace) -> int:
    print(SHELLS[args.shell](_list_options()), end="")
    return 0


def _list_options() -> dict[str, list[Option]]:
    """The options of each command."""
    return {name: _options_of(load_command(name).parser()) for name in COMMANDS}


def _list_second_words() -> dict[str, str]:
    """Words that may follow a command: `voices` has `install` and `train`."""
    words: dict[str, list[str]] = {}
    for name in COMMANDS:
        command, _, second = name.partition(" ")
        actions = load_command(name).parser()._actions
        arguments = [each for each in actions if not each.option_strings]
        listed = (arguments[0].choices if arguments else None) or ()
        choices = [second] if second else list(map(str, listed))
        words[command] = words.get(command, []) + choices
    return {name: " ".join(each) for name, each in words.items() if each}


def _options_of(parser: argparse.ArgumentParser) -> list[Option]:
    return [
        Option(
            name=name,
            help=(action.help or "").replace("%%", "%").replace("'", "’"),
            choices=tuple(map(str, action.choices or ())),
            takes_value=action.nargs != 0,
        )
        for action in parser._actions
        for name in action.option_strings
        if action.help != argparse.SUPPRESS
    ]


def _write_bash(commands: dict[str, list[Option]]) -> str:
    cases = "\n".join(
        f'    "{name}") options="{" ".join(option.name for option in options)}" ;;'
        for name, options in commands.items()
    )
    values = "\n".join(
        f'    "{name} {option.name}") COMPREPLY=($(compgen -W "{" ".join(option.choices)}" --'
        f' "$word")); return ;;'
        for name, options in commands.items()
        for option in options
        if option.choices
    )
    pairs = "|".join(f'"{name}"' for name in commands if " " in name)
    second_words = "\n".join(
        f'    {name}) COMPREPLY=($(compgen -W "{words}" -- "$word")); return ;;'
        for name, words in _list_second_words().items()
    )
    return BASH_SCRIPT.format(
        commands=_words(commands),
        second_words=second_words,
        pairs=pairs,
        values=values,
        cases=cases,
    )


def _write_zsh(commands: dict[str, list[Option]]) -> str:
    return "autoload -U +X bashcompinit && bashcompinit\n" + _write_bash(commands)


def _write_fish(commands: dict[str, list[Option]]) -> str:
    lines = ["complete -c earshot -f -n __fish_use_subcommand"]
    for name, does in COMMANDS.items():
        if " " not in name:
            lines.append(
                f"complete -c earshot -n __fish_use_subcommand -a {name} -d '{_quote(does)}'"
            )
    for name, words in _list_second_words().items():
        lines.append(f"complete -c earshot -f -n '__fish_seen_subcommand_from {name}' -a '{words}'")
    for name, options in commands.items():
        seen = " ; and ".join(f"__fish_seen_subcommand_from {word}" for word in name.split())
        lines += [_fish_option(f"'{seen}'", option) for option in options]
    return "\n".join(lines) + "\n"


def _fish_option(condition: str, option: Option) -> str:
    kind = "-l" if option.name.startswith("--") else "-s"
    choices = f" -x -a '{' '.join(option.choices)}'" if option.choices else ""
    value = " -r" if option.takes_value and not option.choices else ""
    name = option.name.lstrip("-")
    return (
        f"complete -c earshot -n {condition} {kind} {name}{value}{choices}"
        f" -d '{_quote(option.help)}'"
    )


def _quote(text: str) -> str:
    return text.replace("\\", "\\\\").replace("'", "\\'")


def _words(commands: dict[str, list[Option]]) -> str:
    return " ".join(name for name in commands if " " not in name)


SHELLS: dict[str, Callable[[dict[str, list[Option]]], str]] = {
    "bash": _write_bash,
    "zsh": _write_zsh,
    "fish": _write_fish,
}
