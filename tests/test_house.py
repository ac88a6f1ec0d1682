"""Holds the rules of the house that the linter cannot."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "custom_components" / "camhub"
BELOW = ("model", "link", "protocols")
SOURCES = sorted(
    path
    for folder in ("custom_components", "simulators", "tests")
    for path in (ROOT / folder).rglob("*.py")
)

IMPORT_WITHOUT_HOME_ASSISTANT = """
import importlib, sys, types
from importlib.abc import MetaPathFinder

class Blocked(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("homeassistant", "voluptuous", "probatio"):
            raise ImportError(f"{name} is above the line")

sys.meta_path.insert(0, Blocked())
package = types.ModuleType("custom_components.camhub")
package.__path__ = [sys.argv[1]]
sys.modules[package.__name__] = package
for name in sys.argv[2:]:
    importlib.import_module(name)
    print(name)
"""


def module_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def test_nothing_below_the_line_needs_home_assistant() -> None:
    modules = sorted(
        module_of(path) for folder in BELOW for path in (FOLDER / folder).rglob("*.py")
    )
    assert len(modules) > len(BELOW)

    done = subprocess.run(
        [sys.executable, "-c", IMPORT_WITHOUT_HOME_ASSISTANT, FOLDER, *modules],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )

    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == modules


@pytest.mark.parametrize("folder", [*BELOW, "."])
def test_the_line_is_where_it_is_said_to_be(folder: str) -> None:
    above = folder == "."
    paths = FOLDER.glob("*.py") if above else (FOLDER / folder).rglob("*.py")
    imported = {
        name.split(".")[0]
        for path in paths
        for node in ast.walk(ast.parse(path.read_text()))
        for name in names_of(node)
    }

    assert ("homeassistant" in imported) is above


def names_of(node: ast.AST) -> list[str]:
    match node:
        case ast.Import(names=names):
            return [alias.name for alias in names]
        case ast.ImportFrom(module=str(module), level=0):
            return [module]
    return []


def test_annotations_are_lazy_by_themselves() -> None:
    assert SOURCES
    assert [
        str(path)
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text()))
        if "__future__" in names_of(node)
    ] == []


def test_no_system_is_named_above_the_line() -> None:
    systems = [path.name for path in (FOLDER / "protocols").iterdir() if path.is_dir()]
    named = {
        path.name
        for path in FOLDER.glob("*.py")
        for system in systems
        if system in path.read_text()
    }

    assert "smart_shooter" in systems
    assert named == set()
