"""Home Assistant and a camera on two hosts of a network that is cut off from everything else.

`enter` starts this module in network and process namespaces of its own: ending the process that it
returns ends everything in them, and what they were made of. The module itself is one of the hosts, on
which Home Assistant runs. It starts the other, the camera, joins both by a cable, lets Home Assistant
discover the camera, adds it, and prints what became of it as one line of JSON.
"""

import asyncio
import json
import shutil
import subprocess
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from demo.api import Api, connect
from demo.entries import find
from demo.process import Hass
from demo.waiting import NotYet, wait_for

ROOT = Path(__file__).parent.parent

HOME = "192.168.122.2"
CAMERA = "192.168.122.1"

SOON = 30.0
"""Seconds within which whatever has to come has come, on a slow machine too."""

TOOLS = ("ip", "unshare")
"""Debian has them in iproute2 and util-linux."""

CAMERA_HOST = """
echo
read -r _
ip link set lo up && ip address add "$1/24" dev camera && ip link set camera up || exit 1
ip route add default dev camera && shift && exec "$@"
"""
"""The camera's host: waits until it is cabled and goes on as the camera."""

CONFIGURATION = """\
homeassistant:
  auth_providers:
    - type: trusted_networks
      trusted_networks: [127.0.0.1]
      allow_bypass_login: true
api:
config:
logger:
  default: warning
ssdp:
"""


def enter(*command: str) -> list[str]:
    """Return the command that runs another one where it sees neither a network nor other processes."""
    own = ("--net", "--pid", "--fork", "--kill-child", "--mount-proc")
    return ["unshare", *own, "--", *command]


def why_not() -> str | None:
    """Return why this cannot be run here, None where it can."""
    if missing := [tool for tool in TOOLS if shutil.which(tool) is None]:
        return f"{' and '.join(missing)} missing (Debian: apt-get install iproute2 util-linux)"
    if find_spec("hass_frontend") is None:
        return "what a whole Home Assistant imports is in one environment only, not in this one"
    cable = ("ip", "link", "add", "one", "type", "veth", "peer", "name", "other")
    tried = subprocess.run(enter(*cable), capture_output=True, text=True, check=False, timeout=30)
    if tried.returncode != 0:
        return f"network namespaces cannot be made here (run as root): {tried.stderr.strip()}"
    return None


type SwitchOn = Callable[[], Awaitable[None]]


@asynccontextmanager
async def camera(*switches: str) -> AsyncGenerator[SwitchOn]:
    """Make a host with a cable to this one; hands out what switches the camera on that it is."""
    simulator = (sys.executable, "-m", "simulators", "sony", *switches)
    host = await asyncio.create_subprocess_exec(
        *("unshare", "--net", "sh", "-c", CAMERA_HOST, "camera", CAMERA),
        *(*simulator, "--host", CAMERA, "--ssdp", CAMERA, "--assume", "ssdp_spread=true"),
        cwd=ROOT,
        stdin=PIPE,
        stdout=PIPE,
    )

    async def switch_on() -> None:
        assert host.stdin is not None
        host.stdin.write(b"\n")
        assert json.loads(await _line(host))["ready"]

    try:
        await _line(host)
        await _run("ip", "link", "add", "home", "type", "veth", "peer", "camera", "netns", host.pid)
        await _run("ip", "link", "set", "lo", "up")
        await _run("ip", "address", "add", f"{HOME}/24", "dev", "home")
        await _run("ip", "link", "set", "home", "up")
        await _run("ip", "route", "add", "default", "dev", "home")
        yield switch_on
    finally:
        if host.returncode is None:
            host.terminate()
            await host.wait()


async def _line(process: Process) -> bytes:
    assert process.stdout is not None
    async with asyncio.timeout(SOON):
        line = await process.stdout.readline()
    assert line, "the camera's host has ended"
    return line


async def _run(*command: object) -> None:
    process = await asyncio.create_subprocess_exec(*map(str, command))
    assert await process.wait() == 0, command


async def discovered(api: Api) -> Mapping[str, Any]:
    """Return the discovery that waits for the user; raises NotYet."""
    for flow in await api.call("config_entries/flow/progress"):
        if flow["handler"] == "camhub":
            return dict(flow)
    raise NotYet("nothing was discovered")


async def states(api: Api, entry: str) -> Mapping[str, str]:
    """Return what the entities show once the camera is connected, by domain and word; raises NotYet."""
    found = await find(api, entry)
    shown = await api.states()
    if shown[found.hub.entity("binary_sensor", "online")]["state"] != "on":
        raise NotYet("the camera is not connected")
    return {
        f"{domain}.{word}": shown[entity]["state"]
        for (domain, word, _), entity in found.hub.entities.items()
    }


async def story(directory: Path, when: str) -> Mapping[str, Any]:
    """Return what became of a camera that is switched on `before` or `after` Home Assistant."""
    process = Hass(directory, 8123)
    (directory / "configuration.yaml").write_text(CONFIGURATION)
    # Each release writes its own, with this very port as the default.
    (directory / ".storage" / "http").unlink()
    async with AsyncExitStack() as stack:
        switch_on = await stack.enter_async_context(camera("--model", "ILCE-6000"))
        if when == "before":
            await switch_on()
        hass = await stack.enter_async_context(process)
        api = await stack.enter_async_context(connect(hass))
        if when == "after":
            await switch_on()
        flow = await wait_for(lambda: discovered(api), SOON)
        done = await api.post(f"config/config_entries/flow/{flow['flow_id']}")
        shown = await wait_for(lambda: states(api, done["result"]["entry_id"]), SOON)
        return {
            "flow": flow,
            "title": done["title"],
            "states": shown,
            "log": hass.log.read_text(),
        }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asyncio.run(story(Path(sys.argv[1]), sys.argv[2]))))
