"""A real mail server with one mailbox, if Dovecot is installed."""

from __future__ import annotations

import getpass
import grp
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from serving import free_port

CONFIGURATION = """
protocols = imap
listen = 127.0.0.1
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {login_user}
first_valid_uid = 0
auth_failure_delay = 0
ssl = required
ssl_cert = <{folder}/certificate.pem
ssl_key = <{folder}/key.pem
mail_location = maildir:{folder}/mail
passdb {{
  driver = static
  args = password=secret
}}
userdb {{
  driver = static
  args = uid={mail_user} gid={mail_group} home={folder}/mail
}}
namespace inbox {{
  inbox = yes
}}
service anvil {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = 0
  }}
  inet_listener imaps {{
    port = {port}
  }}
}}
"""
UNPRIVILEGED_USER, UNPRIVILEGED_GROUP = "nobody", "nogroup"


@dataclass(frozen=True)
class Dovecot:
    port: int
    mail: Path

    def deliver(self, folder: str, name: str, message: bytes) -> None:
        """Put an unread message into a folder, as a mail program does (Maildir++)."""
        for each in ("cur", "new", "tmp"):
            (self.mail / f".{folder}" / each).mkdir(parents=True, exist_ok=True)
        (self.mail / f".{folder}/new/{name}").write_bytes(message)
        _give_away(self.mail)

    def list_read(self, folder: str) -> set[str]:
        """The names of the messages that are marked as read."""
        names = [each.name for each in (self.mail / f".{folder}/cur").iterdir()]
        return {name.partition(":")[0] for name in names if "S" in name.partition(":2,")[2]}


def _give_away(folder: Path) -> None:
    if os.getuid() == 0:
        for each in (folder, *folder.rglob("*")):
            shutil.chown(each, UNPRIVILEGED_USER, UNPRIVILEGED_GROUP)


def _package_users() -> dict[str, str]:
    """Those that Debian's package creates. Dovecot reads no mail as root."""
    mail = {"mail_user": UNPRIVILEGED_USER, "mail_group": UNPRIVILEGED_GROUP}
    return {"user": "dovecot", "group": "dovecot", "login_user": "dovenull", **mail}


def _own_users() -> dict[str, str]:
    user, group = getpass.getuser(), grp.getgrgid(os.getgid()).gr_name
    users = dict.fromkeys(("user", "login_user", "mail_user"), user)
    return users | dict.fromkeys(("group", "mail_group"), group)


@contextmanager
def running_dovecot(certificate: Path, key: Path) -> Iterator[Dovecot]:
    """The test is skipped if Dovecot is missing. The password of every user is "secret"."""
    if not shutil.which("dovecot"):
        pytest.skip("left out: there is no dovecot on this machine")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)  # for the unprivileged user
        shutil.copy(certificate, folder / "certificate.pem")
        shutil.copy(key, folder / "key.pem")
        server = Dovecot(free_port(), folder / "mail")
        server.mail.mkdir()
        _give_away(server.mail)
        configuration = folder / "dovecot.conf"
        users = _package_users() if os.getuid() == 0 else _own_users()
        configuration.write_text(CONFIGURATION.format(folder=folder, port=server.port, **users))
        # It goes on in the background, and would keep the pipes of `capture_output` open.
        subprocess.run(
            ["dovecot", "-c", configuration],
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            yield server
        finally:
            subprocess.run(["doveadm", "-c", configuration, "stop"], check=True)
