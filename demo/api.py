"""What is asked of Home Assistant: its REST and its websocket API, as its own frontend uses them."""

import re
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import aiohttp

from demo.process import Hass
from demo.waiting import Failed, NotYet, wait_for

STARTS_WITHIN = 120
"""Seconds that Home Assistant may take to start on a slow machine."""


class Api:
    """A logged-in connection; an answer that is an error raises Failed. For one task at a time."""

    def __init__(
        self, client: aiohttp.ClientSession, socket: aiohttp.ClientWebSocketResponse
    ) -> None:
        """Take what `connect` made."""
        self._events: list[dict[str, Any]] = []
        self._client = client
        self._socket = socket
        self._number = 0
        self._watching = False

    async def get(self, path: str) -> Any:
        """Return the answer to a GET of `/api/{path}`."""
        async with self._client.get(f"/api/{path}") as response:
            return await _answer(response)

    async def file(self, path: str) -> bytes:
        """Return what is behind `/api/{path}`, whatever it is."""
        async with self._client.get(f"/api/{path}") as response:
            await _check(response)
            return await response.read()

    async def frames(self, path: str, count: int) -> int:
        """Look at the MJPEG stream behind `/api/{path}` until so many different pictures came, or to its end.

        Return how many came. Home Assistant sends the first one twice.
        """
        frames: set[bytes] = set()
        async with self._client.get(f"/api/{path}") as response:
            await _check(response)
            while len(frames) < count:
                if not (head := await response.content.readuntil(b"\r\n\r\n")):
                    break
                frames.add(await response.content.readexactly(_length(head)))
        return len(frames)

    async def post(self, path: str, **data: Any) -> Any:
        """Return the answer to a POST to `/api/{path}`."""
        async with self._client.post(f"/api/{path}", json=data) as response:
            return await _answer(response)

    async def call(self, message_type: str, **fields: Any) -> Any:
        """Return the result of a websocket command; keep the events that arrive before it."""
        self._number += 1
        await self._socket.send_json({"id": self._number, "type": message_type, **fields})
        while True:
            match await self._socket.receive_json():
                case {"type": "result", "success": True, "result": result}:
                    return result
                case {"type": "result", "error": {"message": message}}:
                    raise Failed(f"{message_type}: {message}")
                case {"type": "pong"}:
                    return None
                case {"type": "event", "event": {"data": data}}:
                    self._events.append(data)

    async def act(self, action: str, *, answers: bool = False, **data: Any) -> Any:
        """Carry out an action; return what it answers, where it does."""
        domain, _, service = action.partition(".")
        call = {"domain": domain, "service": service, "service_data": data}
        return (await self.call("call_service", **call, return_response=answers)).get("response")

    async def browse(self, folder: str, *titles: str) -> list[dict[str, Any]]:
        """Return what the media browser shows in a folder, or below it in that of these titles."""
        shown = await self.call("media_source/browse_media", media_content_id=folder)
        children: list[dict[str, Any]] = shown["children"]
        for child in children:
            if titles and child["title"] == titles[0]:
                return await self.browse(child["media_content_id"], *titles[1:])
        if titles:
            raise Failed(f"the media browser shows no {titles[0]} in {shown['title']}")
        return children

    async def watch(self) -> None:
        """Begin to keep every change of a state, or begin anew."""
        if not self._watching:
            await self.call("subscribe_events", event_type="state_changed")
            self._watching = True
        self._events.clear()

    async def seen(self) -> list[dict[str, Any]]:
        """Return each state that was written since `watch`, in order."""
        await self.call("ping")
        return [event["new_state"] for event in self._events if event["new_state"]]

    async def states(self) -> Mapping[str, Mapping[str, Any]]:
        """Return every state by its entity id."""
        return {state["entity_id"]: state for state in await self.get("states")}


@asynccontextmanager
async def connect(hass: Hass) -> AsyncGenerator[Api]:
    """Wait until Home Assistant has started, and log in."""
    timeout = aiohttp.ClientTimeout(total=60)
    async with aiohttp.ClientSession(hass.url, timeout=timeout) as client:
        token = await wait_for(lambda: _login(hass, client), STARTS_WITHIN)
        client.headers["Authorization"] = f"Bearer {token}"
        async with client.ws_connect("/api/websocket", max_msg_size=0) as socket:
            await socket.receive_json()
            await socket.send_json({"type": "auth", "access_token": token})
            await socket.receive_json()
            api = Api(client, socket)
            await wait_for(lambda: _started(hass, api), STARTS_WITHIN)
            yield api


async def _login(hass: Hass, client: aiohttp.ClientSession) -> str:
    """Return an access token once the server listens; on this machine it asks no password."""
    hass.check_alive()
    me = f"{hass.url}/"
    request = {"client_id": me, "redirect_uri": me, "handler": ["trusted_networks", None]}
    try:
        async with client.post("/auth/login_flow", json=request) as response:
            code = (await _answer(response))["result"]
    except aiohttp.ClientConnectionError as error:
        raise NotYet("Home Assistant does not listen") from error
    request = {"client_id": me, "code": code, "grant_type": "authorization_code"}
    async with client.post("/auth/token", data=request) as response:
        token: str = (await _answer(response))["access_token"]
        return token


async def _started(hass: Hass, api: Api) -> None:
    hass.check_alive()
    if (state := (await api.get("core/state"))["state"]) != "RUNNING":
        raise NotYet(f"Home Assistant is {state}")


async def _answer(response: aiohttp.ClientResponse) -> Any:
    await _check(response)
    return await response.json()


async def _check(response: aiohttp.ClientResponse) -> None:
    if not response.ok:
        raise Failed(f"{response.method} {response.url.path}: {await response.text()}")


def _length(head: bytes) -> int:
    """Return how long the part of an MJPEG stream is that begins so."""
    if (found := re.search(rb"^Content-Length: (\d+)", head, re.MULTILINE)) is None:
        raise Failed(f"not the head of a picture: {head!r}")
    return int(found[1])
