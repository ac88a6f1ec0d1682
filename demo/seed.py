"""A configuration directory from which Home Assistant starts without asking anything."""

import json
import secrets
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from demo.waiting import Failed

ROOT = Path(__file__).resolve().parent.parent

DASHBOARD = "camhub-demo"
"""Where the dashboard is below Home Assistant's address; the frontend wants a hyphen in it."""

DASHBOARD_FILE = "dashboard.yaml"

TIME_ZONE = "Europe/Amsterdam"

ENTRIES_FILE = "entries.json"
"""What was set up, see `known.py`. It also tells that a demo was here; empty, that it did not get far."""

# Without `http:`, which Home Assistant would take for a trial and undo after five minutes. Who is on
# this machine is the owner. Of `default_config` there is what needs no package that demo lacks.
_CONFIGURATION = f"""\
homeassistant:
  auth_providers:
    - type: trusted_networks
      trusted_networks: [127.0.0.1]
      allow_bypass_login: true
automation: !include automations.yaml
config:
counter:
  photos:
    name: Photos counted
    icon: mdi:counter
    restore: false
  recordings:
    name: Recordings counted
    icon: mdi:counter
    restore: false
  videos_kept:
    name: Videos kept
    icon: mdi:filmstrip-box-multiple
    restore: false
  visitors:
    name: Visitors counted
    icon: mdi:account-multiple
    restore: false
frontend:
history:
input_text:
  last_photo:
    name: Last photo
    icon: mdi:image-outline
logbook:
logger:
  default: warning
lovelace:
  dashboards:
    {DASHBOARD}:
      mode: yaml
      filename: {DASHBOARD_FILE}
      title: CamHub
      icon: mdi:camera-burst
media_source:
recorder:
  commit_interval: 1
"""


def seed(directory: Path, port: int) -> None:
    """Make Home Assistant in `directory` listen on `port` of loopback.

    An empty directory gets everything it needs, one that a demo made keeps what it has, and any
    other raises Failed.
    """
    storage = directory / ".storage"
    entries = directory / ENTRIES_FILE
    if not entries.exists():
        if directory.exists() and any(directory.iterdir()):
            raise Failed(f"{directory} is not empty, and no demo made it")
        directory.mkdir(parents=True, exist_ok=True)
        entries.touch()
    if not entries.read_text():
        _fill(directory, storage)
        entries.write_text("{}")
    http = {"stable": _http(port), "pending": None, "yaml_migration_done": True}
    _store(storage, "http", 3, http)


def _fill(directory: Path, storage: Path) -> None:
    """Write everything, of which some may be there: an earlier run was stopped, or had no room."""
    done = ["user", "core_config", "analytics", "integration"]
    components = directory / "custom_components"
    for folder in (storage, components):
        folder.mkdir(exist_ok=True)
    _store(storage, "onboarding", 4, {"done": done})
    _store(storage, "auth", 1, _auth())
    _store(storage, "core.config", 1, _PLACE, minor=4)
    (directory / "configuration.yaml").write_text(_CONFIGURATION)
    (directory / "automations.yaml").write_text("[]\n")
    link = components / "camhub"
    link.unlink(missing_ok=True)
    link.symlink_to(ROOT / "custom_components" / "camhub")


def _store(storage: Path, key: str, version: int, data: dict[str, Any], *, minor: int = 1) -> None:
    """Write one of Home Assistant's stores."""
    content = {"version": version, "minor_version": minor, "key": key, "data": data}
    (storage / key).write_text(json.dumps(content, indent=2))


def _auth() -> dict[str, Any]:
    """Return one user, the owner, who has not logged in yet."""
    admin = "system-admin"
    return {
        "users": [
            {
                "id": secrets.token_hex(16),
                "name": "Demo",
                "group_ids": [admin],
                "is_active": True,
                "is_owner": True,
                "local_only": False,
                "system_generated": False,
            }
        ],
        "groups": [{"id": admin, "name": "Administrators"}],
        "credentials": [],
        "refresh_tokens": [],
    }


def _http(port: int) -> dict[str, Any]:
    return {
        "cors_allowed_origins": [],
        "created_at": datetime.now(UTC).isoformat(),
        "error": None,
        "error_message": None,
        "ip_ban_enabled": False,
        "login_attempts_threshold": -1,
        "server_host": ["127.0.0.1"],
        "server_port": port,
        "ssl_profile": "intermediate_v6",
        "use_x_frame_options": True,
    }


_PLACE = {
    "country": "NL",
    "currency": "EUR",
    "elevation": 0,
    "external_url": None,
    "internal_url": None,
    "language": "en",
    "latitude": 52.37,
    "location_name": "Studio",
    "longitude": 4.89,
    "radius": 100,
    "time_zone": TIME_ZONE,
    "unit_system_v2": "metric",
}
