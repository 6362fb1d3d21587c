"""The files in `deploy/`: their linters where installed, and the very commands of the image."""

from __future__ import annotations

import dataclasses
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any
from zipfile import Path as ZipPath

import httpx
import pytest
import yaml
from command_line import run_earshot
from jsonschema_rs import Registry, validator_for
from serving import ServerProcess, free_port, running_server

from earshot.server.settings import Settings

KUBERNETES_SCHEMAS = "kubernetes_validate/kubernetes-json-schema/v1.31.0-local-strict/"
OTHER_VARIABLES = {"CACHE", "DATA_DIR", "PASSWORD", "VOICES"}
"""Variables of the command line that are no settings of a library."""
DEPLOY = Path(__file__).resolve().parents[1] / "deploy"
COMPOSE_FILES = ("compose.yaml", "compose-workers.yaml")
CONTAINERFILE = (DEPLOY / "Containerfile").read_text("utf-8")


def exec_form(instruction: str) -> list[str]:
    """The command of an instruction of the Containerfile."""
    found = re.findall(rf"^{instruction}.*?(\[.*\])$", CONTAINERFILE, re.M)
    command: list[str] = json.loads(found[-1])
    return command


def run_tool(*command: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a linter; the test is left out if it is not installed."""
    places = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    program = shutil.which(str(command[0]), path=places)
    if not program:
        pytest.skip(f"{command[0]} is not installed")
    return subprocess.run([program, *map(str, command[1:])], capture_output=True, text=True)


def load_example(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((DEPLOY / name).read_text("utf-8"))
    return loaded


def list_containers() -> list[dict[str, Any]]:
    """The containers of the example for Kubernetes."""
    documents = yaml.safe_load_all((DEPLOY / "kubernetes.yaml").read_text("utf-8"))
    return [
        container
        for each in documents
        if each["kind"] == "Deployment"
        for container in each["spec"]["template"]["spec"]["containers"]
    ]


@contextmanager
def image_server(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The command of the image with its variables, and the library in `tmp_path`."""
    variables = dict(re.findall(r"(EARSHOT_\w+)=(\S+)", CONTAINERFILE))
    assert all(value.startswith("/data") for value in variables.values())
    moved = {name: value.replace("/data", str(tmp_path)) for name, value in variables.items()}
    environment = os.environ | moved | {"EARSHOT_PORT": str(free_port())}
    environment |= {"EARSHOT_PASSWORD": "a long password"}
    places = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    environment["PATH"] = places
    command = [*exec_form("ENTRYPOINT"), *exec_form("CMD")]
    command[0] = shutil.which(command[0], path=places) or command[0]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE)
    try:
        assert process.stdout
        assert process.stdout.readline().startswith(b"Earshot is at")
        yield environment
    finally:
        process.terminate()
        process.communicate(timeout=30)
    assert process.returncode == 0, "it stops cleanly"


def test_the_commands_of_the_image_serve_and_report_health(tmp_path: Path) -> None:
    with image_server(tmp_path) as environment:
        base_url = f"http://127.0.0.1:{environment['EARSHOT_PORT']}"
        ServerProcess.wait_until(lambda: is_healthy(environment))
        assert httpx.get(f"{base_url}/v1/stories", timeout=60).status_code == 401
        assert tmp_path.stat().st_mode & 0o777 == 0o700
        assert (tmp_path / "earshot.db").is_file()
    assert not is_healthy(environment)


def is_healthy(environment: dict[str, str]) -> bool:
    check = exec_form("HEALTHCHECK")
    return subprocess.run(check, env=environment, stderr=subprocess.DEVNULL).returncode == 0


def test_the_image_does_not_run_as_root() -> None:
    final_stage = CONTAINERFILE.rpartition("\nFROM ")[2]
    user = re.search(r"^USER (\d+):\d+$", final_stage, re.M)
    assert user and int(user[1]) > 0
    assert re.search(r"^VOLUME /data$", final_stage, re.M)


def test_the_containerfile_passes_its_linter() -> None:
    run = run_tool("hadolint", DEPLOY / "Containerfile")
    assert run.returncode == 0, run.stdout


def test_the_systemd_unit_is_valid_and_hardened(tmp_path: Path) -> None:
    unit = (DEPLOY / "earshot.service").read_text("utf-8").replace("/opt/earshot/bin/", "/bin/")
    (tmp_path / "earshot.service").write_text(unit.replace("/bin/earshot", "/bin/true"))
    run = run_tool("systemd-analyze", "verify", tmp_path / "earshot.service")
    assert (run.returncode, run.stderr) == (0, "")
    run = run_tool("systemd-analyze", "security", "--offline=true", DEPLOY / "earshot.service")
    exposure = re.search(r"exposure level for \S+: ([\d.]+)", run.stdout)
    assert exposure and float(exposure[1]) < 2, run.stdout


def test_the_site_for_nginx_is_valid(tmp_path: Path) -> None:
    if not shutil.which("openssl"):
        pytest.skip("openssl is not installed")
    names = {"fullchain.pem": "-out", "privkey.pem": "-keyout"}
    files = [part for name, option in names.items() for part in (option, tmp_path / name)]
    create = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=a", *files]
    subprocess.run(create, check=True, capture_output=True)
    site = (DEPLOY / "nginx.conf").read_text("utf-8")
    site = site.replace("/etc/letsencrypt/live/listen.example.org", str(tmp_path))
    config = tmp_path / "nginx.conf"
    config.write_text(f"pid {tmp_path}/pid;\nevents {{}}\nhttp {{ {site} }}\n")
    run = run_tool("nginx", "-t", "-e", "stderr", "-p", tmp_path, "-c", config)
    assert run.returncode == 0, run.stderr


def test_the_site_for_caddy_is_valid() -> None:
    run = run_tool("caddy", "validate", "--adapter", "caddyfile", "--config", DEPLOY / "Caddyfile")
    assert run.returncode == 0, run.stderr


@pytest.fixture(scope="module")
def kubernetes_schemas() -> ZipPath:
    """The schemas of Kubernetes: `make test` downloads a wheel that contains them."""
    wheel = next(Path(sys.prefix, "wheels").glob("kubernetes_validate-*.whl"), None)
    if wheel is None and not os.environ.get("CI"):
        pytest.skip("left out: the schemas of Kubernetes are not here")
    assert wheel, "no schemas of Kubernetes: `make test` downloads them"
    return ZipPath(wheel, KUBERNETES_SCHEMAS)


def test_the_kubernetes_example_is_valid(kubernetes_schemas: ZipPath) -> None:
    """Each object has only fields of its schema."""
    documents = list(yaml.safe_load_all((DEPLOY / "kubernetes.yaml").read_text("utf-8")))
    kinds = ["ConfigMap", "Deployment", "Service", "Deployment"]
    assert [each["kind"] for each in documents] == kinds
    definitions = json.loads((kubernetes_schemas / "_definitions.json").read_text("utf-8"))
    registry = Registry([(definitions["$id"], definitions)])
    for document in documents:
        group, _, version = document["apiVersion"].rpartition("/")
        name = "-".join(filter(None, (document["kind"].lower(), group, version)))
        schema = json.loads((kubernetes_schemas / f"{name}.json").read_text("utf-8"))
        check = validator_for(schema, registry=registry)
        check.validate(document)
        assert not check.is_valid(document | {"metdata": {}})


@pytest.mark.parametrize("name", COMPOSE_FILES)
def test_the_compose_file_is_valid(name: str) -> None:
    """By the schema of the Compose Specification, which knows all fields."""
    schemas = files("check_jsonschema") / "builtin_schemas" / "vendor"
    check = validator_for(json.loads((schemas / "compose-spec.json").read_text("utf-8")))
    composed = load_example(name)
    check.validate(composed)
    assert not check.is_valid(composed | {"servces": {}})
    declared, services = composed["volumes"].keys(), composed["services"]
    for service in services.values():
        assert {each.partition(":")[0] for each in service["volumes"]} <= declared
        assert service.get("depends_on", {}).keys() <= services.keys()


def test_the_examples_start_commands_that_exist() -> None:
    commands = [
        service["command"]
        for name in COMPOSE_FILES
        for service in load_example(name)["services"].values()
        if "command" in service
    ]
    commands += [each["args"] for each in list_containers() if "args" in each]
    assert commands == [["worker"], ["worker"]]
    for command in (*commands, exec_form("CMD")):
        result = run_earshot(*command, "--help")
        assert (result.returncode, result.stderr) == (0, "")
        assert result.stdout.startswith(f"usage: earshot {command[0]}")


def test_the_probes_and_ports_of_the_examples_are_those_of_the_server(tmp_path: Path) -> None:
    gets = [
        probe["httpGet"]
        for container in list_containers()
        for name, probe in container.items()
        if name.endswith("Probe")
    ]
    [exposed] = re.findall(r"^EXPOSE (\d+)$", CONTAINERFILE, re.M)
    published = [
        port.rpartition(":")[2]
        for name in COMPOSE_FILES
        for port in load_example(name)["services"]["earshot"]["ports"]
    ]
    assert {exposed} == {*published} | {str(each["port"]) for each in gets}
    with running_server(tmp_path) as server:
        statuses = {each["path"]: server.client.get(each["path"]).status_code for each in gets}
    assert statuses == {"/health/live": 200, "/health/ready": 200}


@pytest.mark.parametrize(
    "name", ["Containerfile", "compose.yaml", "compose-workers.yaml", "kubernetes.yaml"]
)
def test_the_variables_of_the_examples_are_settings(name: str) -> None:
    text = (DEPLOY / name).read_text("utf-8")
    used = set(re.findall(r"EARSHOT_(\w+)", text))
    known = {each.name.upper() for each in dataclasses.fields(Settings)}
    assert used
    assert used <= known | OTHER_VARIABLES


def test_the_dashboard_shows_metrics_that_exist(tmp_path: Path) -> None:
    dashboard = json.loads((DEPLOY / "grafana-dashboard.json").read_text("utf-8"))
    shown = {
        name
        for panel in dashboard["panels"]
        for target in panel["targets"]
        for name in re.findall(r"earshot_\w+", target["expr"])
    }
    with running_server(tmp_path) as server:
        text = server.client.get("/metrics").text
    assert shown == set(re.findall(r"^# TYPE (earshot_\w+)", text, re.M))
