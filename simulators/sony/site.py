"""What is at each URL of a camera."""

import time
from email.utils import formatdate

from simulators.sony.calls import Camera
from simulators.sony.description import Device, describe, imaging
from simulators.sony.http import Connection, Request, head
from simulators.sony.pictures import postview
from simulators.sony.profile import Description, Family
from simulators.sony.rpc import Reply, Rpc

_STARTED = time.monotonic()


class Site:
    """Answers the requests of one camera."""

    def __init__(self, camera: Camera, rpc: Rpc) -> None:
        """Serve a camera and its services."""
        self._camera = camera
        self._rpc = rpc

    async def serve(self, request: Request, connection: Connection) -> None:
        """Answer one request."""
        body = self._camera.body
        body.reached = request.reached.rpartition(":")[0]
        if request.verb == "POST":
            await self._serve_call(request, connection)
        elif request.path == body.profile.description_path:
            await self._send_xml(connection, describe(self._device(request)))
        elif request.path == "/DigitalImagingDesc.xml" and self._has_imaging:
            await self._send_xml(connection, imaging(self._device(request)))
        elif request.path in ("/liveview/liveviewstream", "/liveviewstream", "/liveview.JPG"):
            await self._camera.liveview.serve(connection)
        elif (picture := postview(body, request.target)) is not None:
            headers = {"Content-Type": "image/jpeg", "Connection": "close"}
            if body.assume.content_length:
                headers["Content-Length"] = str(len(picture))
            await connection.send(head(200, headers) + picture)
        else:
            await connection.send(head(404, {"Connection": "close", "Content-Length": "0"}))

    async def _serve_call(self, request: Request, connection: Connection) -> None:
        below, _, service = request.path.rpartition("/")
        if below != self._camera.body.profile.path or service not in self._rpc.services:
            await self._send_reply(connection, Reply(404, b'{"error":[404,"Not Found"]}'))
            return
        await self._send_reply(connection, await self._rpc.answer(service, request.body))

    async def _send_reply(self, connection: Connection, reply: Reply) -> None:
        headers = {
            "Connection": "close",
            "Content-Length": str(len(reply.body)),
            "Content-Type": "application/json",
        }
        await connection.send(head(reply.status, headers) + reply.body)

    async def _send_xml(self, connection: Connection, document: bytes) -> None:
        application = self._camera.body.profile.family is Family.APPLICATION
        # Those bodies do not know the time: their clock runs from their start.
        now = time.monotonic() - _STARTED if application else time.time()
        server = "FedoraCore/2 UPnP/1.0 MINT-X/1.8.1"
        headers = {
            "Accept-Range": "none",
            "Content-Length": str(len(document)),
            "Content-Type": 'text/xml; charset="utf-8"',
            "Connection": "close",
            "Date": formatdate(now, usegmt=True),
            "Server": server if application else "UPnP/1.0 SonyImagingDevice/1.0",
        }
        await connection.send(head(200, headers) + document)

    @property
    def _has_imaging(self) -> bool:
        return self._camera.body.profile.description is not Description.PLAIN

    def _device(self, request: Request) -> Device:
        body = self._camera.body
        host = request.reached.rpartition(":")[0]
        return Device(
            profile=body.profile,
            name=body.name,
            udn=body.udn,
            api=request.reached,
            media=f"{host}:{body.media_port}",
        )
