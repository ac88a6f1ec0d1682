"""A Smart Shooter or CaptureGRID application with its cameras, on two sockets of the running event loop."""

import asyncio
from collections.abc import Iterable, Mapping
from random import Random
from types import TracebackType
from typing import Any, Self

import zmq

from simulators.smart_shooter.app import App
from simulators.smart_shooter.assumptions import Assumptions
from simulators.smart_shooter.camera import Camera, Status
from simulators.smart_shooter.connection import plug, unplug
from simulators.smart_shooter.dialect import Dialect, Fields
from simulators.smart_shooter.disturbance import Disturbance
from simulators.smart_shooter.equipment import cameras as equip
from simulators.smart_shooter.equipment import new_camera, parse_version
from simulators.smart_shooter.faults import FAULTS
from simulators.smart_shooter.moving import drain_batteries, press_buttons, tick_network, tick_nodes
from simulators.smart_shooter.node import nodes as make_nodes
from simulators.smart_shooter.options import Options
from simulators.smart_shooter.photo import Photo
from simulators.smart_shooter.publisher import Publisher
from simulators.smart_shooter.server import Server
from simulators.smart_shooter.shooting import expose
from simulators.smart_shooter.sockets import Endpoint
from simulators.switches import Faults
from simulators.work import Work


class SmartShooter:
    """`async with SmartShooter(cameras=12) as rig:` listens on loopback until the block ends.

    `latency` and `jitter` are seconds for each step a camera takes, `activity` and `drain` seconds
    between two presses of a camera's own button and between two percent of a battery (0: never).
    Ports are any free ones unless given. Where a test freezes the clock, both of the first want to
    be 0: then a shot needs no timer, only turns of the loop.
    """

    def __init__(
        self,
        *,
        cameras: int = 12,
        vintage: str = "v4",
        app_version: str = "",
        nodes: int = 1,
        spares: int = 0,
        named: bool = True,
        host: str = "127.0.0.1",
        publisher_port: int = 0,
        server_port: int = 0,
        seed: int = 0,
        latency: float = 0.01,
        jitter: float = 0.005,
        activity: float = 0.0,
        drain: float = 0.0,
        assume: Assumptions | None = None,
        faults: Iterable[tuple[str, object]] = (),
    ) -> None:
        """Describe the rig; ValueError when numbers or version are out of bounds, or a fault's camera is unknown."""
        self.faults = Faults(FAULTS, faults)
        assume = assume or Assumptions()
        self._publisher_end = Endpoint(zmq.PUB, host, publisher_port, hwm=assume.publisher_hwm)
        self._server_end = Endpoint(zmq.REP, host, server_port)
        self._pace = (activity, drain)
        self._ended = asyncio.Event()
        self.running = False
        dialect, random, work = Dialect(parse_version(vintage, app_version)), Random(seed), Work()
        parts = make_nodes(nodes)
        self.app = App(
            dialect=dialect,
            assume=assume,
            faults=self.faults,
            random=random,
            work=work,
            publisher=Publisher(dialect, self.faults, work, self._publisher_end.send),
            options=Options(dialect, assume.liveview_fps),
            cameras=equip(cameras, spares, tuple(parts), random, named=named),
            nodes=parts,
            latency=latency,
            jitter=jitter,
            end=self._end,
        )
        for name in self.faults.names:
            self.app.check_fault(name, self.faults.value(name, object))
        self._server = Server(self.app, self._server_end)
        self._disturbance = Disturbance(
            self.app, self._server, (self._publisher_end, self._server_end), self.restart
        )

    # What tests look at.

    @property
    def publisher_url(self) -> str:
        """Address of the event channel."""
        return self._publisher_end.url

    @property
    def server_url(self) -> str:
        """Address of the request channel."""
        return self._server_end.url

    @property
    def ports(self) -> tuple[int, int]:
        """Ports of publisher and server."""
        return self._publisher_end.port, self._server_end.port

    @property
    def addresses(self) -> Mapping[str, str]:
        """Both addresses by role."""
        return {"publisher": self.publisher_url, "server": self.server_url}

    @property
    def requests(self) -> list[Fields]:
        """Every request that was read, as it was on the wire; what was no JSON object is in `malformed`."""
        return self._server.requests

    @property
    def malformed(self) -> list[bytes]:
        """Every request that was no JSON object."""
        return self._server.malformed

    @property
    def cameras(self) -> dict[str, Camera]:
        """Cameras by key, in the order they were added."""
        return self.app.cameras

    @property
    def keys(self) -> list[str]:
        """Camera keys in the order the cameras were added."""
        return list(self.app.cameras)

    @property
    def photos(self) -> dict[str, Photo]:
        """The application's photo list, by key."""
        return self.app.photos

    @property
    def next_number(self) -> int:
        """Number the next event gets."""
        return self.app.publisher.number

    # Life.

    async def __aenter__(self) -> Self:
        """Start."""
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop."""
        await self.stop()

    async def start(self) -> None:
        """Listen and begin to tick; OSError when a port is taken."""
        app = self.app
        app.publisher.number = app.assume.first_number
        self._ended.clear()
        self.running = True
        try:
            await self._disturbance.listen()
        except OSError:
            await self.stop()
            raise
        for camera in app.known_cameras:
            camera.rest()
        app.work.spawn(tick_network(app), "tick")
        app.work.spawn(tick_nodes(app), "tick")
        app.work.spawn(press_buttons(app, self._pace[0]), "tick")
        app.work.spawn(drain_batteries(app, self._pace[1]), "tick")
        self._disturbance.begin()

    async def stop(self) -> None:
        """End at once: no socket, task or timer is left; a stopped rig can be started again."""
        self.running = False
        self._disturbance.close()
        await self.app.work.close()

    async def restart(self, down: float = 0.0) -> None:
        """Restart the application on the same ports, `down` seconds later; the event counter begins anew."""
        await self.stop()
        if not self.app.assume.restart_keeps_photos:
            self.app.photos.clear()
        await asyncio.sleep(down)
        await self.start()

    async def wait_closed(self) -> None:
        """Wait until a client's Shutdown has ended the application."""
        await self._ended.wait()

    # What happens at the rig.

    def press_shutter(self, key: str) -> None:
        """Take a photo with the camera's own button."""
        camera = self.cameras[key]
        self.app.work.spawn(expose(self.app, camera, self.app.assume.button_origin), key)

    def miss_shot(self, key: str, times: int = 1) -> None:
        """Let the camera fail its next exposures."""
        self.cameras[key].misses += times

    def unplug(self, key: str) -> None:
        """Pull the camera's cable."""
        unplug(self.app, self.cameras[key])

    def plug(self, key: str) -> None:
        """Plug the camera in (again)."""
        plug(self.app, self.cameras[key])

    def add_camera(self, name: str = "", *, detected: bool = True) -> Camera:
        """Bring one more camera; undetected, it waits for DetectCameras."""
        camera = new_camera(len(self.cameras), self.app.random, name=name)
        camera.status, camera.detected, camera.plugged = Status.DISCONNECTED, False, True
        self.cameras[camera.key] = camera
        if detected:
            plug(self.app, camera)
        return camera

    def set_battery(self, key: str, percent: int) -> None:
        """Change a battery's level."""
        self.cameras[key].battery = percent
        self.app.publish_camera(self.cameras[key], "power")

    def set_status(self, key: str, status: str) -> None:
        """Give a camera any status, for instance `Error`."""
        self.app.publish_status(self.cameras[key], Status(status))

    def set_property(self, key: str, kind: str, value: str) -> None:
        """Turn a dial on the camera: the property changes whatever its range and whether it is writeable."""
        self.cameras[key].properties[kind].value = value
        self.app.publish_camera(self.cameras[key], "properties", "counters", properties=[kind])

    def show_barcode(self, text: str) -> None:
        """Hold a barcode before the cameras; empty takes it away."""
        self.app.barcode_in_view = text

    def publish(self, message: bytes | Mapping[str, Any], message_id: str = "") -> None:
        """Put something on the event channel: bytes as they are, a mapping as the payload of an event `message_id`.

        Without a `message_id` the mapping is the whole message.
        """
        if isinstance(message, bytes):
            self.app.publisher.raw(message)
        elif message_id:
            self.app.publisher.publish(message_id, dict(message))
        else:
            self.app.publisher.raw(self.app.dialect.encode(dict(message)))

    # Faults.

    async def set_fault(self, name: str, value: object = None) -> None:
        """Switch a fault of the table on; it works when this returns."""
        await self._disturbance.set(name, value)

    async def clear_fault(self, name: str) -> None:
        """Switch a fault off; what was held back by it goes on."""
        await self._disturbance.clear(name)

    def _end(self) -> None:
        """Close the sockets as the application's window closes."""
        self.running = False
        self._disturbance.close()
        self.app.work.cancel()
        self._ended.set()
