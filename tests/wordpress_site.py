"""A real WordPress with the plugin, from Debian's packages: PHP, MariaDB and WordPress."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from serving import ServerProcess, free_port

PLUGIN = Path(__file__).resolve().parents[1] / "wordpress/earshot"
WORDPRESS = Path("/usr/share/wordpress")
PROGRAMS = ("php", "mariadbd", "mariadb-install-db")
USER, PASSWORD = "editor", "a long password"
CONFIG = """<?php
define('DB_NAME', 'wordpress');
define('DB_USER', 'root');
define('DB_PASSWORD', '');
define('DB_HOST', 'localhost:{socket}');
define('WP_HOME', '{url}');
define('WP_SITEURL', '{url}');
define('WP_CONTENT_DIR', '{content}');
define('DISABLE_WP_CRON', true);
define('AUTOMATIC_UPDATER_DISABLED', true);
define('WP_HTTP_BLOCK_EXTERNAL', true);
define('WP_ACCESSIBLE_HOSTS', '127.0.0.1');
define('WP_DEBUG', true);
define('WP_DEBUG_DISPLAY', false);
define('WP_DEBUG_LOG', '{log}');
$table_prefix = 'wp_';
if (!defined('ABSPATH')) define('ABSPATH', __DIR__ . '/');
require_once ABSPATH . 'wp-settings.php';
"""
THEME = """<!doctype html><html lang="en"><head><meta charset="utf-8"><?php wp_head(); ?></head>
<body><main><?php while (have_posts()) { the_post(); the_title('<h1>', '</h1>'); the_content(); } ?>
</main><?php wp_footer(); ?></body></html>
"""
INSTALL = """
define('WP_INSTALLING', true);
function wp_new_blog_notification() {}
require 'wp-load.php';
require 'wp-admin/includes/upgrade.php';
wp_install('Lake News', $input['user'], 'editor@news.example', true, '', $input['password']);
switch_theme('plain');
require_once 'wp-admin/includes/plugin.php';
$result = activate_plugin('earshot/earshot.php');
if (is_wp_error($result)) { echo $result->get_error_message(); exit(1); }
$output = true;
"""


class WordPress:
    def __init__(self, folder: Path, url: str, log: Path) -> None:
        self.folder = folder
        self.url = url
        self.log = log

    def run(self, code: str, **given: object) -> Any:
        """Run PHP code inside WordPress. It has `$input` and sets `$output`."""
        return self._run(f"require 'wp-load.php';\n{code}", given)

    def _run(self, code: str, given: dict[str, object]) -> Any:
        script = f"<?php $input = json_decode(getenv('INPUT'), true);\n{code}\n"
        script += 'echo "\\n", json_encode($output ?? null);'
        run = subprocess.run(
            ["php"],
            input=script,
            cwd=self.folder,
            env=os.environ | {"INPUT": json.dumps(given)},
            capture_output=True,
            text=True,
        )
        assert run.returncode == 0, run.stdout + run.stderr + self.read_log()
        return json.loads(run.stdout.splitlines()[-1])

    def install(self) -> None:
        self._run(INSTALL, {"user": USER, "password": PASSWORD})

    def save_post(self, **fields: object) -> int:
        """Create or update a post as the editor does."""
        code = "$output = wp_insert_post(wp_slash($input['post']), true);"
        code += "if (is_wp_error($output)) throw new Exception($output->get_error_message());"
        return int(self.run(code, post=fields))

    def run_cron(self) -> None:
        """Run the events that are due."""
        assert httpx.get(f"{self.url}/wp-cron.php", timeout=60, trust_env=False).status_code == 200

    def get_meta(self, post: int, key: str) -> str:
        code = "$output = get_post_meta($input['id'], $input['key'], true);"
        return str(self.run(code, id=post, key=key))

    def get_post_url(self, post: int) -> str:
        return f"{self.url}/?p={post}"

    def read_log(self) -> str:
        """The warnings and errors of PHP."""
        return self.log.read_text() if self.log.exists() else ""


@contextmanager
def running_wordpress() -> Iterator[WordPress]:
    missing = [name for name in PROGRAMS if not shutil.which(name)]
    missing += [] if WORDPRESS.is_dir() else ["wordpress"]
    if missing:
        pytest.skip(f"left out: there is no {', '.join(missing)} on this machine")
    with ExitStack() as stack:
        work_dir = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        socket = stack.enter_context(_running_database(work_dir))
        url = f"http://127.0.0.1:{free_port()}"
        wordpress = _copy_wordpress(work_dir, url, socket)
        wordpress.install()
        stack.enter_context(_running_php(wordpress))
        yield wordpress


def _copy_wordpress(work_dir: Path, url: str, socket: Path) -> WordPress:
    folder, content, log = work_dir / "site", work_dir / "content", work_dir / "php.log"
    shutil.copytree(WORDPRESS, folder, ignore=shutil.ignore_patterns("wp-config.php"))
    shutil.copytree(PLUGIN, content / "plugins/earshot")
    theme = content / "themes/plain"
    theme.mkdir(parents=True)
    (theme / "style.css").write_text("/*\nTheme Name: Plain\n*/\n")
    (theme / "index.php").write_text(THEME)
    config = CONFIG.format(socket=socket, url=url, content=content, log=log)
    (folder / "wp-config.php").write_text(config)
    return WordPress(folder, url, log)


@contextmanager
def _running_database(work_dir: Path) -> Iterator[Path]:
    """The socket of a MariaDB with an empty database."""
    data, socket = work_dir / "mariadb", work_dir / "mariadb.sock"
    user = f"--user={os.environ.get('USER', 'root')}"
    install = ["mariadb-install-db", "--no-defaults", f"--datadir={data}", user]
    subprocess.run(
        [*install, "--auth-root-authentication-method=normal", "--skip-test-db"],
        check=True,
        capture_output=True,
    )
    options = [f"--datadir={data}", f"--socket={socket}", "--skip-networking", user]
    start = work_dir / "start.sql"
    start.write_text("CREATE DATABASE IF NOT EXISTS wordpress;")
    command = ["mariadbd", "--no-defaults", *options, f"--init-file={start}"]
    with _running(command):
        ServerProcess.wait_until(socket.exists)
        yield socket


@contextmanager
def _running_php(wordpress: WordPress) -> Iterator[None]:
    address = wordpress.url.removeprefix("http://")
    environment = os.environ | {"PHP_CLI_SERVER_WORKERS": "3"}
    with _running(["php", "-S", address, "-t", str(wordpress.folder)], environment):
        ServerProcess.wait_until(lambda: _is_served(wordpress.url))
        yield


def _is_served(url: str) -> bool:
    try:
        return httpx.get(f"{url}/wp-login.php", timeout=60, trust_env=False).status_code == 200
    except httpx.TransportError:
        return False


@contextmanager
def _running(command: list[str], environment: dict[str, str] | None = None) -> Iterator[None]:
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=60)
