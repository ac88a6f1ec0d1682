"""A directory that a demo made is kept, and one that it began is finished; no other is touched."""

import json
from pathlib import Path

import pytest

from demo.known import Known, Row
from demo.process import Hass
from demo.seed import ENTRIES_FILE, ROOT, seed
from demo.waiting import Failed

ROW = Row(entry="01", address={"host": "127.0.0.1", "port": 48462}, webhook="/api/webhook/1")


def port_of(directory: Path) -> int:
    """Return the port that Home Assistant will listen on."""
    http = json.loads((directory / ".storage" / "http").read_text())
    port: int = http["data"]["stable"]["server_port"]
    return port


def content(directory: Path) -> dict[str, str]:
    """Return every file but that with the port."""
    return {
        str(path.relative_to(directory)): path.read_text()
        for path in directory.rglob("*")
        if path.is_file() and path.name != "http"
    }


def test_an_empty_directory_gets_what_home_assistant_needs(tmp_path: Path) -> None:
    seed(tmp_path / "new" / "demo", 8199)

    directory = tmp_path / "new" / "demo"
    assert port_of(directory) == 8199
    assert {"configuration.yaml", "automations.yaml", ".storage/auth"} <= content(directory).keys()
    source = ROOT / "custom_components" / "camhub"
    assert (directory / "custom_components" / "camhub").resolve() == source
    assert Known(directory).get("sony") is None


def test_a_directory_that_a_demo_made_keeps_what_it_has(tmp_path: Path) -> None:
    seed(tmp_path, 8199)
    Known(tmp_path).keep("sony", ROW)
    (tmp_path / "configuration.yaml").write_text("light:\n")
    before = content(tmp_path)

    seed(tmp_path, 8200)

    assert port_of(tmp_path) == 8200
    assert content(tmp_path) == before
    assert Known(tmp_path).get("sony") == ROW


def test_a_directory_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "configuration.yaml").write_text("light:\n")

    with pytest.raises(Failed, match="is not empty, and no demo made it"):
        seed(tmp_path, 8199)

    assert content(tmp_path) == {"configuration.yaml": "light:\n"}


@pytest.mark.parametrize("written", range(1, 8))
def test_a_directory_that_was_begun_is_finished(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: int
) -> None:
    write = Path.write_text
    files: list[Path] = []

    def full(path: Path, text: str) -> int:
        files.append(path)
        if len(files) == written:
            write(path, "")
            raise OSError(28, "No space left on device")
        return write(path, text)

    with monkeypatch.context() as disk:
        disk.setattr(Path, "write_text", full)
        with pytest.raises(Failed, match="No space left on device"):
            Hass(tmp_path, 8199)

    seed(tmp_path, 8199)

    assert port_of(tmp_path) == 8199
    assert json.loads((tmp_path / ".storage" / "auth").read_text())["data"]["users"]
    assert (tmp_path / "configuration.yaml").read_text().endswith("commit_interval: 1\n")
    assert (tmp_path / "automations.yaml").read_text() == "[]\n"
    assert Known(tmp_path).get("sony") is None


def test_what_is_written_down_is_never_half_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seed(tmp_path, 8199)
    known = Known(tmp_path)
    known.keep("sony", ROW)

    def stopped(path: Path, text: str) -> int:
        with path.open("w") as file:
            file.write(text[:9])
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "write_text", stopped)
    with pytest.raises(KeyboardInterrupt):
        known.keep("bandit", ROW)

    assert Known(tmp_path).get("sony") == ROW
    assert json.loads((tmp_path / ENTRIES_FILE).read_text()) == {"sony": ROW}
