import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]


def locked(name: str) -> dict[str, list[str]]:
    """The versions that a lock file has of each package, by markers one or more."""
    versions: dict[str, list[str]] = {}
    for package, version in re.findall(
        r"^([\w.-]+)==(\S+)", (ROOT / "locks" / f"{name}.txt").read_text(), re.MULTILINE
    ):
        versions.setdefault(canonicalize_name(package), []).append(version)
    return versions


def wanted(extra: str) -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return [Requirement(text) for text in project["optional-dependencies"].get(extra, project["dependencies"])]


@pytest.mark.parametrize(
    ("extra", "name"),
    [("", "run"), ("", "dev"), ("dev", "dev"), ("pictures", "dev"), ("plot", "dev"), ("fuzz", "fuzz")],
)
def test_every_dependency_is_locked_at_a_version_it_admits(extra: str, name: str) -> None:
    versions = locked(name) | locked("torch")
    for requirement in wanted(extra):
        found = versions.get(canonicalize_name(requirement.name), [])
        assert found, f"{requirement} is not in locks/{name}.txt: run `make lock`"
        assert all(version in requirement.specifier for version in found), f"{requirement}: run `make lock`"


@pytest.mark.parametrize("name", ["run", "dev", "torch", "cuda", "fuzz"])
def test_every_locked_package_has_hashes(name: str) -> None:
    packages = re.findall(r"^\S.*(?:\n\s.*)*", (ROOT / "locks" / f"{name}.txt").read_text(), re.MULTILINE)[1:]
    assert packages
    assert all("==" in package and "--hash=sha256:" in package for package in packages)


def test_asking_and_testing_run_on_the_same_versions() -> None:
    assert locked("run").items() <= locked("dev").items()
