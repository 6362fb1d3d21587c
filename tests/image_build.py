"""Builds an image from a Containerfile without a container engine: each of its commands runs in a
fresh Debian root. It needs root rights, mmdebstrap and the internet."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

BASE_PACKAGES = "ca-certificates,python3,python3-venv"
HOST_PATHS = ("/etc/resolv.conf",)
"""What a container engine gives to its containers too."""
IN_NAMESPACE = """
set -e
root=$1; shift
mount --make-rprivate /
mount -t proc proc "$root/proc"
mount --bind /dev "$root/dev"
while [ "$1" != -- ]; do
  if [ -d "$1" ]; then mkdir -p "$root$1"; else mkdir -p "$(dirname "$root$1")"; touch "$root$1"; fi
  mount --bind "$1" "$root$1"
  mount -o remount,bind,ro "$root$1"
  shift
done
shift
exec chroot "$@"
"""
"""The mounts end with the command. Its arguments: the root, the paths to mount, "--", and those of
chroot."""


class ImageBuild:
    """The stages of a Containerfile as directories. `base` is a root with Debian and Python."""

    def __init__(self, containerfile: Path, work_dir: Path, mounts: Sequence[str] = ()) -> None:
        self._context = containerfile.parents[1]
        self._work_dir = work_dir
        self._mounts = (*HOST_PATHS, *mounts)
        self._stages: dict[str, Path] = {}
        self._arguments: dict[str, str] = {}
        self._instructions = list(read_instructions(containerfile.read_text("utf-8")))
        self.root = work_dir
        self.environment: dict[str, str] = {}
        self.user = "0:0"
        self.volumes: list[str] = []
        self.commands: dict[str, list[str]] = {}
        """The exec forms of ENTRYPOINT, CMD and HEALTHCHECK."""
        self._directory = "/"

    def build(self) -> None:
        create_base(self._work_dir / "base")
        for name, text in self._instructions:
            getattr(self, f"_do_{name.lower()}")(text)

    def start(self, command: Sequence[str], **variables: str) -> subprocess.Popen[bytes]:
        """Run a command as the user of the image."""
        environment = {**self.environment, **variables}
        return subprocess.Popen(self._wrap(command, environment), stdout=subprocess.PIPE)

    def _wrap(self, command: Sequence[str], environment: Mapping[str, str]) -> list[str]:
        defaults = {"PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", "HOME": "/root"}
        variables = [f"{name}={value}" for name, value in {**defaults, **environment}.items()]
        inside = ["sh", "-c", f'cd {self._directory} && exec "$@"', "sh", *command]
        chroot = [f"--userspec={self.user}", str(self.root), "/usr/bin/env", "-i", *variables]
        namespace = ["unshare", "--mount", "--pid", "--fork", "sh", "-c", IN_NAMESPACE, "sh"]
        return [*namespace, str(self.root), *self._mounts, "--", *chroot, *inside]

    def _expand(self, text: str) -> str:
        known = {"PATH": "/usr/local/bin:/usr/bin:/bin", **self.environment}
        return re.sub(r"\$(\w+)", lambda found: known[found[1]], text)

    # Instructions

    def _do_from(self, text: str) -> None:
        _, _, name = text.partition(" AS ")
        self.root = self._stages[name] = self._work_dir / (name or "image")
        subprocess.run(["cp", "-a", self._work_dir / "base", self.root], check=True)
        self.environment, self.user, self._directory = {}, "0:0", "/"

    def _do_arg(self, text: str) -> None:
        name, _, value = text.partition("=")
        self._arguments[name] = value

    def _do_workdir(self, text: str) -> None:
        self._directory = text
        (self.root / text.lstrip("/")).mkdir(parents=True, exist_ok=True)

    def _do_copy(self, text: str) -> None:
        *sources, target = text.split()
        origin = self._context
        if sources[0].startswith("--from="):
            origin = self._stages[sources.pop(0).removeprefix("--from=")]
        folder = self.root / os.path.normpath(f"{self._directory}/{target}").lstrip("/")
        for source in sources:
            found = origin / source.lstrip("/")
            if found.is_dir():
                shutil.copytree(found, folder, symlinks=True, dirs_exist_ok=True)
            else:
                shutil.copy2(found, folder)

    def _do_run(self, text: str) -> None:
        pip = {name: value for name, value in os.environ.items() if name.startswith("PIP_")}
        command = self._wrap(["sh", "-c", text], pip | self._arguments | self.environment)
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)

    def _do_env(self, text: str) -> None:
        for pair in shlex.split(text):
            name, _, value = pair.partition("=")
            self.environment[name] = self._expand(value)

    def _do_user(self, text: str) -> None:
        self.user = text

    def _do_volume(self, text: str) -> None:
        self.volumes.append(text)

    def _do_expose(self, text: str) -> None:
        assert text.isdecimal()

    def _do_stopsignal(self, text: str) -> None:
        assert text == "SIGTERM"

    def _do_healthcheck(self, text: str) -> None:
        self.commands["HEALTHCHECK"] = json.loads(text.partition("CMD ")[2])

    def _do_entrypoint(self, text: str) -> None:
        self.commands["ENTRYPOINT"] = json.loads(text)

    def _do_cmd(self, text: str) -> None:
        self.commands["CMD"] = json.loads(text)


def read_instructions(text: str) -> Iterator[tuple[str, str]]:
    """The name and the arguments of each instruction."""
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    for line in "\n".join(lines).replace("\\\n", "").splitlines():
        name, _, arguments = line.partition(" ")
        yield name, arguments.strip()


def create_base(root: Path) -> None:
    """A minimal Debian with Python, in place of the image `python:…-slim-bookworm`."""
    options = ["--variant=minbase", "--quiet", f"--include={BASE_PACKAGES}"]
    subprocess.run(["mmdebstrap", *options, "bookworm", str(root)], check=True)
    (root / "usr/local/bin/python").symlink_to("/usr/bin/python3")


def count_megabytes(folder: Path) -> float:
    sizes = (path.lstat().st_size for path in folder.rglob("*"))
    return sum(sizes) / 1_000_000
