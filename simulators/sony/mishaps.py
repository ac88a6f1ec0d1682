"""What comes instead of a reply, a description or a live view packet when something is wrong with it."""

import json
import struct
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from random import Random

from simulators.sony.liveview_packets import IMAGE, packet

_HUGE = 32_000_000
_DEEP = 100_000
_UNKNOWN_TYPE = 0x7F


def reply(kind: str, whole: bytes) -> bytes:
    """Return the body that is sent in place of `whole`."""
    members = json.loads(whole)
    identity, result = members.get("id"), members.get("result", members.get("error"))
    spoiled: Mapping[str, Callable[[], bytes]] = {
        "garbage": lambda: Random(len(whole)).randbytes(500),
        "truncated": lambda: whole[: len(whole) // 2],
        "empty": lambda: b"",
        "commas": lambda: b'{"id":1,"result":[["a",[],[],"1.0"],,["b",[],[],"1.0"]]}',
        "not_object": lambda: b"[7]",
        "wrong_types": lambda: b'{"id":%d,"result":{"one":[1]}}' % (identity or 1),
        "bad_error": lambda: b'{"id":%d,"error":"no"}' % (identity or 1),
        "no_id": lambda: json.dumps(
            {name: value for name, value in members.items() if name != "id"}
        ).encode(),
        "other_id": lambda: json.dumps({**members, "id": (identity or 1) + 1000}).encode(),
        "both": lambda: json.dumps(
            {"id": identity, "result": result, "error": [1, "Any"]}
        ).encode(),
        "null_error": lambda: json.dumps({**members, "error": None}).encode(),
        "not_utf8": lambda: b'{"id":1,"result":["\xff\xfe"]}',
        "huge": lambda: b'{"id":1,"result":["' + b"x" * _HUGE + b'"]}',
        "deep": lambda: b'{"id":1,"result":' + b"[" * _DEEP + b"]" * _DEEP + b"}",
    }
    return spoiled[kind]()


def description(kind: str, whole: bytes) -> Iterator[bytes]:
    """Yield what is sent, piece by piece, in place of a description."""
    match kind:
        case "empty":
            yield b""
        case "garbage":
            yield Random(len(whole)).randbytes(500)
        case "half":
            yield whole[: len(whole) // 2]
        case "huge":
            start, end = whole.split(b"<device>", 1)
            yield start
            for _ in range(_HUGE // 64_000):
                yield b"<!--" + b"x" * 63_993 + b"-->"
            yield b"<device>" + end
        case "bomb":
            names = "abcdefghij"
            entities = "".join(
                f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in pairwise(names)
            )
            yield _with_doctype(whole, f'<!ENTITY a "boom">{entities}', "&j;")
        case "entity":
            yield _with_doctype(whole, '<!ENTITY a SYSTEM "file:///etc/hostname">', "&a;")
        case "no_camera":
            yield whole.replace(b"ServiceType>camera<", b"ServiceType>system<")
        case _:
            yield whole


def _with_doctype(whole: bytes, entities: str, use: str) -> bytes:
    start, rest = whole.split(b"?>", 1)
    before, name = rest.split(b"<friendlyName>", 1)
    doctype = f"<!DOCTYPE root [{entities}]>".encode()
    return start + b"?>" + doctype + before + b"<friendlyName>" + use.encode() + name


def packets(kind: str, number: int, time: int, jpeg: bytes) -> list[bytes]:
    """Return what is sent in place of a live view packet."""
    good = packet(IMAGE, number, time, jpeg)
    hostile = bytearray(packet(IMAGE, number, time, b""))
    hostile[12:15] = b"\xff\xff\xff"
    trap = packet(IMAGE, number, time, bytes(40))[:150]
    comment = b"\xff\xfe" + (len(trap) + 2).to_bytes(2) + trap
    other_make = struct.pack("<IIII", 0x88, len(jpeg), 0x10, 0x78) + bytes(0x78)
    spoiled: Mapping[str, list[bytes]] = {
        "garbage": [Random(number).randbytes(500), good],
        "sizes": [bytes(hostile), good],
        "unknown": [packet(_UNKNOWN_TYPE, number, time, bytes(100), padding=4), good],
        "padding": [packet(IMAGE, number, time, jpeg, padding=1 + number % 255)],
        "empty": [packet(IMAGE, number, time, b""), good],
        "no_jpeg": [packet(IMAGE, number, time, b"no picture" * 100)],
        "half": [good[: len(good) // 2], good],
        "decoy": [packet(IMAGE, number, time, jpeg[:2] + comment + jpeg[2:])],
        "ptp": [other_make, jpeg],
    }
    return spoiled[kind]
