"""Requests about the camera itself: status, recording, streams, clock, firmware and what it tells of itself."""

import io
import re
import tarfile
from datetime import UTC, datetime
from typing import Any

from simulators.bandit.calls import Call, Routes, number
from simulators.bandit.http import Answer, Refusal

_NAMES = ("major", "minor", "revision", "build")
_LOG = b"boot\nwifi up\nserver up\n"
_LICENSE = b"<!DOCTYPE html>\n<html><body><h1>Licenses</h1></body></html>\n"


async def version(call: Call) -> Answer:
    """Tell the API's version, in texts."""
    faults = call.body.faults
    told: dict[str, Any] = {"version": faults.value("version", str) or "2"}
    if call.body.assume.version_object == "full":
        told |= {"revision": "0", "supported_versions": [told["version"]]}
    if "version_numbers" in faults:
        told = {
            name: int(text) if isinstance(text, str) else [int(each) for each in text]
            for name, text in told.items()
        }
    return Answer(value=told)


async def status(call: Call) -> Answer:
    """Tell everything that changes."""
    body, recorder, live = call.body, call.camera.recorder, call.camera.live
    assume = body.assume
    seconds = assume.idle_secs if recorder.seconds is None else int(recorder.seconds)
    both = ("recording_secs", "recoding_secs")
    keys = both if assume.recording_secs == "both" else (assume.recording_secs,)
    target = live.stream.target
    port = call.camera.backchannel()
    return Answer(
        value={
            "recording_active": recorder.active,
            **dict.fromkeys(keys, seconds),
            "battery_level_pct": body.battery,
            "battery_charging": body.charging,
            "gnss_fix": body.fix,
            "gnss_strength_pct": body.gnss_strength,
            "heart_rate_sensor_connected": body.heart_rate_sensor,
            "cadence_sensor_connected": body.cadence_sensor,
            "preview_active": call.camera.preview.active,
            "viewfinder_active": live.active,
            "viewfinder_streaming_port": target[1] if target else assume.idle_port,
            "backchannel_port": 1 if "wrong_backchannel" in body.faults else port,
            **body.room(),
            "transcoding_active": body.transcoding is not None,
            "transcoding_progress": body.transcoding or 0,
        }
    )


async def record(call: Call) -> Answer:
    """Start or stop."""
    await call.camera.recorder.set(active=call.flag("recording_active"))
    return Answer()


async def recording(call: Call) -> Answer:
    """Tell whether it records, where that is assumed."""
    if not call.body.assume.get_record:
        raise call.missing()
    return Answer(value={"recording_active": call.camera.recorder.active})


async def record_tag(call: Call) -> Answer:
    """Tag this moment."""
    if not call.flag("tag_mobile"):
        raise Refusal(400)
    call.camera.recorder.tag("tag_mobile")
    return Answer()


async def viewfinder(call: Call) -> Answer:
    """Start the viewfinder to the address that asks, or stop it."""
    live = call.camera.live
    if call.flag("viewfinder_active"):
        port = call.members().get("viewfinder_streaming_port")
        await live.start(call.request.client, port)
    elif live.active:
        live.stop()
    elif call.body.assume.misuse != 200:
        raise Refusal(call.body.assume.misuse)
    return Answer()


async def preview(call: Call) -> Answer:
    """Play a video to the address that asks, or stop that."""
    sent, player = call.members(), call.camera.preview
    if not call.flag("preview_active"):
        if not player.active and call.body.assume.misuse != 200:
            raise Refusal(call.body.assume.misuse)
        player.stop()
        return Answer()
    call.idle()
    if (video := call.body.library.video(str(sent.get("id")))) is None:
        raise Refusal(400)
    offset = number(sent, "offset_secs", 0.0)
    length = min(number(sent, "length_secs", video.length), video.length - offset)
    if length <= 0:
        raise Refusal(400)
    await player.start(video, call.request.client, sent.get("preview_port"), offset, length)
    return Answer()


async def clock(call: Call) -> Answer:
    """Tell the time."""
    return Answer(value={"datetime": f"{call.body.now:%Y-%m-%dT%H:%M:%SZ}"})


async def set_clock(call: Call) -> Answer:
    """Set the time."""
    try:
        wanted = datetime.strptime(call.members()["datetime"], "%Y-%m-%dT%H:%M:%S%z")
    except (KeyError, TypeError, ValueError) as error:
        raise Refusal(400) from error
    call.body.ahead = wanted - datetime.now(UTC)
    return Answer()


async def firmware(call: Call) -> Answer:
    """Tell the firmware, and what is to be installed at the next start."""
    body = call.body
    told = dict(zip(_NAMES, body.firmware, strict=True))
    pending = zip(_NAMES, body.pending, strict=True)
    return Answer(value=told | {f"pending_{name}": value for name, value in pending})


async def upgrade(call: Call) -> Answer:
    """Take firmware, which is one revision further whatever is in it."""
    _upload(call)
    major, minor, revision, build = call.body.firmware
    call.body.pending = (major, minor, revision + 1, build)
    return Answer()


async def assistance(call: Call) -> Answer:
    """Take data that help GNSS."""
    _upload(call)
    return Answer()


async def log(call: Call) -> Answer:
    """Send the log."""
    if call.body.assume.log == "text":
        return Answer.of(_LOG, "text/plain")
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        member = tarfile.TarInfo("camera.log")
        member.size = len(_LOG)
        archive.addfile(member, io.BytesIO(_LOG))
    return Answer.of(packed.getvalue(), "application/x-tar")


async def license_page(call: Call) -> Answer:
    """Send the licenses."""
    return Answer.of(_LICENSE, "text/html")


def _upload(call: Call) -> None:
    """Keep note of a file that was sent as multipart/form-data; Refusal where none was."""
    kind = call.request.headers.get("content-type", "")
    found = re.match(r'multipart/form-data;.*boundary="?([^";]+)', kind)
    parts = call.request.body.split(b"--" + found[1].encode()) if found else []
    if len(parts) < 3:
        raise Refusal(400)
    _, _, content = parts[1].partition(b"\r\n\r\n")
    call.body.uploads.append((call.request.path, len(content.removesuffix(b"\r\n"))))


ROUTES: Routes = {
    ("GET", "/version"): version,
    ("GET", "/status"): status,
    ("POST", "/record"): record,
    ("GET", "/record"): recording,
    ("POST", "/record/tag"): record_tag,
    ("POST", "/viewfinder"): viewfinder,
    ("POST", "/preview"): preview,
    ("GET", "/datetime"): clock,
    ("POST", "/datetime"): set_clock,
    ("GET", "/firmware"): firmware,
    ("POST", "/firmware"): upgrade,
    ("POST", "/quickgpsfix"): assistance,
    ("POST", "/glonass"): assistance,
    ("GET", "/log"): log,
    ("GET", "/license"): license_page,
}
