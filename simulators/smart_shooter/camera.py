"""One simulated camera: its state, and the groups of fields that describe it on the wire."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from simulators.smart_shooter.dialect import Fields
from simulators.smart_shooter.models import Model, Property


class Status(StrEnum):
    """`CameraStatus`; what `Absent` and `Lost` mean is inferred from their names (Smart Shooter notes, section 7)."""

    ABSENT = "Absent"
    LOST = "Lost"
    DISCONNECTED = "Disconnected"
    READY = "Ready"
    BUSY = "Busy"
    ERROR = "Error"


@dataclass(slots=True, kw_only=True)
class Liveview:
    """Live view of one camera; the visible region is a fraction of the sensor, `position` its centre."""

    enabled: bool = False
    zoomed: bool = False
    depth_of_field: bool = False
    frames: int = 0
    fps: int = 0
    video_fps: int = 0
    position: tuple[float, float] = (0.5, 0.5)
    focus_distance: int = 50

    def region(self, width: int, height: int) -> tuple[float, float, float, float]:
        """Return left, bottom, right and top of the visible part of the sensor, in pixels, bottom counted from top."""
        part = 0.2 if self.zoomed else 1.0
        x, y = (min(max(value, part / 2), 1 - part / 2) for value in self.position)
        half = part / 2
        return ((x - half) * width, (y + half) * height, (x + half) * width, (y - half) * height)


@dataclass(slots=True, kw_only=True, eq=False)
class Camera:
    """One camera of the rig. `battery` in percent, `clock_offset` and `video_elapsed` in milliseconds (assumed)."""

    model: Model
    serial: str
    name: str
    group: str = ""
    node: str = ""
    status: Status = Status.READY
    plugged: bool = True
    detected: bool = True
    battery: int = 100
    power_source: str = "Battery"
    clock_offset: int = 0
    trigger_index: int = 0
    trigger_engaged: bool = False
    latch: int | None = None
    batch: int = 1
    file_number: int = 0
    focused: bool = False
    autofocus_count: int = 0
    identified: int = 0
    formatted: int = 0
    video: bool = False
    video_elapsed: int = 0
    bulb: bool = False
    zoom: int = 0
    zoom_target: int = -1
    liveview_record: bool = False
    download_rate: float = 0.0
    taken: int = 0
    failed: int = 0
    downloads: int = 0
    downloads_failed: int = 0
    misses: int = 0
    pace: float = 1.0
    liveview: Liveview = field(default_factory=Liveview)
    properties: dict[str, Property] = field(default_factory=dict)
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def key(self) -> str:
        """`CameraKey`, in the form that logs show: `Make|Model|Serial`."""
        return f"{self.model.make}|{self.model.name}|{self.serial}"

    @property
    def connected(self) -> bool:
        """Whether the application has the camera open."""
        return self.status in (Status.READY, Status.BUSY)

    def rest(self) -> None:
        """End whatever the camera was doing, as when the application starts anew."""
        self.liveview.enabled = self.video = self.bulb = False
        if self.status is Status.BUSY:
            self.status = Status.READY

    @property
    def formats(self) -> tuple[str, ...]:
        """`PhotoFormat` of each file of one exposure, by the quality that is set."""
        quality = self.properties["Quality"].value
        return tuple(
            name for name, word in (("Raw", "RAW"), ("JPEG", "JPEG")) if word in quality
        ) or ("JPEG",)

    def fields(
        self, groups: Iterable[str], properties: Iterable[str], *, with_range: bool = True
    ) -> Fields:
        """Return the fields of the groups named, in the order of captured events, with the properties named."""
        wanted = set(groups)
        fields = self._head()
        for name, build in GROUPS.items():
            if name in wanted:
                fields |= build(self)
        if "properties" in wanted:
            fields["CameraPropertyInfo"] = [
                self.property_entry(kind, with_range) for kind in properties
            ]
        return fields | {"NodeKey": self.node}

    def property_entry(self, kind: str, with_range: bool) -> Fields:
        """Return one element of `CameraPropertyInfo`."""
        known = self.properties[kind]
        entry: Fields = {
            "CameraPropertyType": kind,
            "CameraPropertyValue": known.value,
            "CameraPropertyIsWriteable": known.writeable,
        }
        return entry | {"CameraPropertyRange": list(known.options)} if with_range else entry

    def _head(self) -> Fields:
        return {
            "CameraSelection": "Single",
            "CameraKey": self.key,
            "CameraMetadataTimestamp": 0,
            "CameraName": self.name,
            "CameraGroup": self.group,
            "CameraOrientation": "None",
            "CameraTriggerIndex": self.trigger_index,
            "CameraStatus": self.status.value,
        }

    def identity(self) -> Fields:
        """Return what never changes while the camera is connected."""
        return {
            "CameraSerialNumber": self.serial,
            "CameraMake": self.model.make,
            "CameraModel": self.model.name,
            "CameraNumCards": self.model.cards,
        }

    def clock(self) -> Fields:
        """Return the clock's offset."""
        return {"CameraDateTimeOffset": self.clock_offset}

    def focus(self) -> Fields:
        """Return the outcome of the last autofocus."""
        return {
            "CameraAutofocusIsSupported": True,
            "CameraIsFocused": self.focused,
            "CameraNumAutofocus": self.autofocus_count,
        }

    def view(self) -> Fields:
        """Return the live view's abilities, switches, frame count and regions."""
        view, width, height = self.liveview, self.model.width, self.model.height
        region = view.region(width, height)
        centre_x, centre_y = (region[0] + region[2]) / 2, (region[1] + region[3]) / 2
        frame = (
            centre_x - width / 40,
            centre_y + height / 40,
            centre_x + width / 40,
            centre_y - height / 40,
        )
        sides = ("Left", "Bottom", "Right", "Top")
        return {
            "CameraLiveviewIsSupported": True,
            "CameraLiveviewZoomIsSupported": True,
            "CameraLiveviewDOFIsSupported": True,
            "CameraLiveviewFocusIsSupported": True,
            "CameraLiveviewIsEnabled": view.enabled,
            "CameraLiveviewZoomIsEnabled": view.zoomed,
            "CameraLiveviewDOFIsEnabled": view.depth_of_field,
            "CameraLiveviewNumFrames": view.frames,
            "CameraLiveviewSensorWidth": width,
            "CameraLiveviewSensorHeight": height,
            **{
                f"CameraLiveviewSensorRegion{side}": value
                for side, value in zip(sides, region, strict=True)
            },
            **{
                f"CameraLiveviewAFRegion{side}": value
                for side, value in zip(sides, frame, strict=True)
            },
        }

    def recording(self) -> Fields:
        """Return the state of video recording."""
        return {
            "CameraVideoIsSupported": self.model.video,
            "CameraVideoIsEnabled": self.video,
            "CameraVideoElapsedTime": self.video_elapsed,
        }

    def bulb_exposure(self) -> Fields:
        """Return the state of a bulb exposure."""
        return {"CameraBulbIsSupported": True, "CameraBulbIsEnabled": self.bulb}

    def power(self) -> Fields:
        """Return the power source and the battery's level."""
        return {"CameraPowersource": self.power_source, "CameraBatterylevel": self.battery}

    def counters(self) -> Fields:
        """Return the next batch number and the counters: with the head, the field set of a v5.3 log."""
        return {
            "PhotoBatchNum": self.batch,
            "CameraDownloadRate": self.download_rate,
            "CameraNumPhotosTaken": self.taken,
            "CameraNumPhotosFailed": self.failed,
            "CameraNumDownloadsComplete": self.downloads,
            "CameraNumDownloadsFailed": self.downloads_failed,
            "CameraPhotosPerCapture": len(self.formats),
        }

    def power_zoom(self) -> Fields:
        """Return the power zoom's position and target, nothing where there is none."""
        if not self.model.power_zoom:
            return {}
        return {"CameraPowerZoomPosition": self.zoom, "CameraPowerZoomTarget": self.zoom_target}


GROUPS = {
    "identity": Camera.identity,
    "clock": Camera.clock,
    "focus": Camera.focus,
    "view": Camera.view,
    "recording": Camera.recording,
    "bulb": Camera.bulb_exposure,
    "power": Camera.power,
    "counters": Camera.counters,
    "zoom": Camera.power_zoom,
}
"""Groups of fields that change, and so are sent, together."""

EVERYTHING = (*GROUPS, "properties")
"""The groups of a full `CameraInfo`."""
