"""The content service: what is on the card, by date or in one list, and what may be played or deleted."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from simulators.sony.body import Body
from simulators.sony.calls import Camera, Handler
from simulators.sony.card import STILL_JPEG, Content
from simulators.sony.errors import Code, RpcError
from simulators.sony.pictures import url
from simulators.sony.setting import Signature

SOURCE = "storage:memoryCard1"
"""The only source there is."""

_LIMIT = 100
_OBJECT = '"uri":"string"'

SIGNATURES: Mapping[str, tuple[str, Signature]] = {
    "getSchemeList": ("1.0", ((), ('{"scheme":"string"}*',))),
    "getSourceList": ("1.0", (('{"scheme":"string"}',), ('{"source":"string"}*',))),
    "getContentCount": (
        "1.2",
        (
            (f'{{{_OBJECT}, "type":"string*", "target":"string", "view":"string"}}',),
            ('{"count":"int"}',),
        ),
    ),
    "getContentList": (
        "1.3",
        (
            (
                f'{{{_OBJECT}, "stIdx":"int", "cnt":"int", "type":"string*", "view":"string", "sort":"string"}}',
            ),
            (
                f'{{{_OBJECT}, "title":"string", "content":"ContentParams", "createdTime":"string"}}*',
            ),
        ),
    ),
    "setStreamingContent": (
        "1.0",
        ((f'{{"remotePlayType":"string", {_OBJECT}}}',), ('{"playbackUrl":"string"}',)),
    ),
    "startStreaming": ("1.0", ((), ())),
    "pauseStreaming": ("1.0", ((), ())),
    "seekStreamingPosition": ("1.0", (('{"positionMsec":"int"}',), ())),
    "stopStreaming": ("1.0", ((), ())),
    "requestToNotifyStreamingStatus": (
        "1.0",
        (('{"polling":"bool"}',), ('{"status":"string", "factor":"string"}',)),
    ),
    "deleteContent": ("1.1", (('{"uri":"string*"}',), ())),
}
"""Method to its version and types; members of the parameters may be missing or null."""


async def _schemes(camera: Camera, version: str, params: list[Any]) -> list[Any]:
    _require(camera.body)
    return [[{"scheme": "storage"}]]


async def _sources(camera: Camera, version: str, params: list[Any]) -> list[Any]:
    _require(camera.body)
    if params[0].get("scheme") != "storage":
        raise RpcError(Code.ILLEGAL_ARGUMENT)
    return [[{"source": SOURCE}]]


async def _count(camera: Camera, version: str, params: list[Any]) -> list[Any]:
    _require(camera.body)
    return [{"count": len(_items(camera.body, params[0]))}]


async def _list(camera: Camera, version: str, params: list[Any]) -> list[Any]:
    _require(camera.body)
    asked = params[0]
    start, count = asked.get("stIdx", 0), asked.get("cnt", _LIMIT)
    if start < 0 or not 0 < count <= _LIMIT:
        raise RpcError(Code.ILLEGAL_ARGUMENT)
    return [_items(camera.body, asked)[start : start + count]]


async def _delete(camera: Camera, version: str, params: list[Any]) -> list[Any]:
    body = camera.body
    _require(body)
    uris = params[0].get("uri") or []
    if not 0 < len(uris) <= _LIMIT:
        raise RpcError(Code.ILLEGAL_ARGUMENT)
    body.status = "Deleting"
    await body.pace.wait("delete")
    kept = 0
    for uri in uris:
        found = find(body, uri)
        if found is None or found.protected:
            kept += 1
        else:
            body.card.delete(found)
    body.status = "ContentsTransfer"
    if kept:
        raise RpcError(Code.NOT_DELETED)
    return []


async def _set_streaming(camera: Camera, version: str, params: list[Any]) -> list[Any]:
    if camera.body.status != "ContentsTransfer":
        raise RpcError(Code.ANY)
    found = find(camera.body, str(params[0].get("uri")))
    if found is None or params[0].get("remotePlayType") != "simpleStreaming":
        raise RpcError(Code.ILLEGAL_ARGUMENT)
    camera.playback.choose(found)
    return [{"playbackUrl": url(camera.body, "/streaming/playbackstream")}]


async def _start(camera: Camera, version: str, params: list[Any]) -> list[Any]:
    camera.playback.start()
    return []


async def _pause(camera: Camera, version: str, params: list[Any]) -> list[Any]:
    camera.playback.pause()
    return []


async def _seek(camera: Camera, version: str, params: list[Any]) -> list[Any]:
    camera.playback.seek(params[0].get("positionMsec", 0))
    return []


async def _stop(camera: Camera, version: str, params: list[Any]) -> list[Any]:
    camera.playback.stop()
    return []


async def _notify(camera: Camera, version: str, params: list[Any]) -> list[Any]:
    return [await camera.playback.told(wait=bool(params[0].get("polling")))]


HANDLERS: Mapping[str, Handler] = {
    "getSchemeList": _schemes,
    "getSourceList": _sources,
    "getContentCount": _count,
    "getContentList": _list,
    "deleteContent": _delete,
    "setStreamingContent": _set_streaming,
    "startStreaming": _start,
    "pauseStreaming": _pause,
    "seekStreamingPosition": _seek,
    "stopStreaming": _stop,
    "requestToNotifyStreamingStatus": _notify,
}
"""What carries out each method."""


def find(body: Body, uri: str) -> Content | None:
    """Return the content with a URI."""
    found = body.card.find(uri.partition("contentId=")[2])
    return found if found is not None and found.uri == uri else None


def _require(body: Body) -> None:
    if not body.card.inserted:
        raise RpcError(Code.STORAGE_REMOVED)
    if body.status not in ("ContentsTransfer", "Streaming"):
        raise RpcError(Code.ANY)


def _items(body: Body, asked: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what a count or list is about: days, the contents of a day, or all of them."""
    root, _, day = str(asked.get("uri")).partition("?path=")
    if root != SOURCE:
        raise RpcError(Code.ILLEGAL_ARGUMENT)
    view, kinds = asked.get("view") or "flat", asked.get("type")
    if view not in ("date", "flat"):
        raise RpcError(Code.ILLEGAL_ARGUMENT)
    if view == "date" and not day and asked.get("target") != "all":
        items = [_folder(day) for day in body.card.days()]
    else:
        contents = [
            content
            for content in body.card.contents
            if (not day or content.day == day) and (not kinds or content.kind in kinds)
        ]
        items = [_item(body, content) for content in contents]
    return items[::-1] if asked.get("sort") == "descending" else items


def _folder(day: str) -> dict[str, Any]:
    return {
        "uri": f"{SOURCE}?path={day}",
        "title": day.replace("-", ""),
        "content": None,
        "createdTime": "",
        "contentKind": "directory",
        "folderNo": "",
        "fileNo": "",
        "isPlayable": "false",
        "isBrowsable": "true",
        "isProtected": "",
        "remotePlayType": None,
    }


def _item(body: Body, content: Content) -> dict[str, Any]:
    still = content.kind == STILL_JPEG
    where = content.identity
    original = [
        {
            "url": url(body, f"/contentstransfer/{'orgjpeg' if still else 'org'}/{where}"),
            "fileName": content.file,
            "stillObject": "jpeg" if still else "",
        }
    ]
    if content.raw:
        name = content.file.replace(".JPG", ".ARW")
        original.append(
            {
                "url": url(body, f"/contentstransfer/org/{where}"),
                "fileName": name,
                "stillObject": "raw",
            }
        )
    playable = not still and "avContent" in body.profile.services
    created = (content.created + timedelta(minutes=body.zone)).replace(tzinfo=None)
    offset = f"{'-' if body.zone < 0 else '+'}{abs(body.zone) // 60:02}:{abs(body.zone) % 60:02}"
    return {
        "uri": content.uri,
        "title": content.file.partition(".")[0],
        "content": {
            "original": original,
            "largeUrl": url(body, f"/contentstransfer/scn/{where}") if still else "",
            "smallUrl": url(body, f"/contentstransfer/vga/{where}") if still else "",
            "thumbnailUrl": url(body, f"/contentstransfer/thumb/{where}"),
        },
        "createdTime": f"{created:%Y-%m-%dT%H:%M:%S}{offset}",
        "contentKind": content.kind,
        "folderNo": "100",
        "fileNo": f"{content.number:04}",
        "isPlayable": "true" if playable else "false",
        "isBrowsable": "false",
        "isProtected": "true" if content.protected else "false",
        "remotePlayType": ["simpleStreaming"] if playable else None,
    }
