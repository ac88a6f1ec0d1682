"""The two vintages of the External API: names, envelope, field sets and layout of the JSON text.

The simulator speaks the names of version 4 and later inside; this module turns them into what a given application version
puts on the wire and back (Smart Shooter notes, sections 2 and 13).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import orjson

type Fields = dict[str, Any]
type Version = tuple[int, int]

BOM = b"\xef\xbb\xbf"

V3_NAMES = {
    "PhotoSequenceNum": "GridSequenceNum",
    "PhotoBatchNum": "GridBatchNum",
    "FilenameExpression": "GridFilenameExpression",
    "UniqueTag": "GridUniqueTag",
    "Barcode": "GridBarcode",
    "DefaultStorage": "GridDefaultStorage",
    "DefaultFocusMode": "GridDefaultFocusMode",
    "AutoConnect": "GridAutoConnect",
    "AutoSynchroniseTime": "GridAutoSynchroniseTime",
    "DownloadPath": "GridPhotoPath",
    "CameraLiveviewFocusStep": "CameraLiveviewFocus",
}
"""Field name of version 4 to that of version 3 (External API documentation, 3.38 and 4.0)."""

SESSION_NAMES = {"PhotoSessionName": "SessionName", "PhotoSessionNum": "SessionNum"}
"""Names before 4.7 of the session fields."""

SINCE: dict[str, Version] = {
    "PhotoName": (4, 3),
    "PhotoIsHidden": (4, 7),
    "CameraLiveviewFocusIsSupported": (4, 8),
    "DefaultLiveviewFPS": (4, 11),
    "DefaultVideoFPS": (4, 11),
    "AutoScanBarcode": (4, 18),
    "FilterBarcodeScanning": (4, 18),
    "BarcodeCameraFilter": (4, 18),
    "ResetSequenceNumOnEdit": (4, 18),
    "ResetBatchNumOnEdit": (4, 18),
    "PhotoIsScanned": (4, 18),
    "CameraPowerZoomPosition": (4, 25),
    "CameraPowerZoomTarget": (4, 27),
    "CameraTriggerIndex": (4, 27),
    "PhotoFilename": (5, 3),
    "DefaultControlMode": (5, 6),
    "AllowSpacesInFilename": (5, 9),
} | dict.fromkeys(
    (
        "NodeKey", "PhotoOriginalPath", "PhotoStorageID", "PhotoPersistentID", "PhotoBarcodeFormat",
        "PhotoBarcodeLocationLeft", "PhotoBarcodeLocationTop", "PhotoBarcodeLocationRight", "PhotoBarcodeLocationBottom",
        "CameraMetadataTimestamp", "CameraOrientation", "CameraPhotosPerCapture", "NodeSelection", "NodeEndpoint",
        "NodeNetworkMode", "AutoBackup", "OverwriteBackup", "AddBarcodeToMetadata", "RestrictBarcodeFormat",
        "NodeTimeout", "BackupPath", "ApplicationName",
    ),
    (5, 0),
)  # fmt: skip
"""First version of a field: documented where the notes' section 13 lists it; 5.0 for what only a v5.3 log shows."""

PROPERTIES_SINCE: dict[str, Version] = {
    "ColourTemperature": (4, 18),
    "PixelShiftMode": (5, 6),
    "ControlMode": (5, 6),
}
"""First version of the property types that 4.0 did not have."""

V3_PHOTO = (
    "PhotoSelection", "PhotoKey", "PhotoLocation", "PhotoUUID", "PhotoOriginalName", "PhotoComputedName",
    "PhotoDateCaptured", "PhotoFormat", "PhotoWidth", "PhotoHeight", "PhotoFilesize", "PhotoIsImage", "PhotoIsScanned",
    "PhotoHash", "PhotoBarcode", "PhotoSequenceNum", "PhotoBatchNum", "CameraKey",
)  # fmt: skip
"""Photo fields of version 3 in the order of a captured PhotoUpdatedMsg."""

V3_CAMERA_ABSENT = frozenset(
    {
        "CameraMetadataTimestamp", "CameraOrientation", "CameraTriggerIndex", "CameraLiveviewFocusIsSupported",
        "CameraLiveviewNumFrames", "CameraLiveviewAFRegionLeft", "CameraLiveviewAFRegionBottom",
        "CameraLiveviewAFRegionRight", "CameraLiveviewAFRegionTop", "CameraVideoElapsedTime", "CameraPowerZoomPosition",
        "CameraPowerZoomTarget", "CameraPropertyInfo", "CameraPhotosPerCapture",
    }
)  # fmt: skip
"""Camera fields that CameraUpdatedMsg of version 3 does not have (External API documentation, 3.38)."""


@dataclass(frozen=True)
class Dialect:
    """How an application of one version writes and reads messages."""

    version: Version

    @property
    def v3(self) -> bool:
        """Whether this is the older vintage."""
        return self.version < (4, 0)

    @property
    def number_field(self) -> str:
        """Name of the message number."""
        return "msg_ref_num" if self.v3 else "msg_seq_num"

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Inner field name to name on the wire, where they differ."""
        if self.v3:
            return V3_NAMES
        return SESSION_NAMES if self.version < (4, 7) else {}

    @cached_property
    def inner_names(self) -> Mapping[str, str]:
        """Name on the wire to inner field name, where they differ."""
        return {wire: inner for inner, wire in self.names.items()}

    def message_id(self, name: str) -> str:
        """Return the `msg_id` of the message that version 4 calls `name`."""
        return f"{name}Msg" if self.v3 else name

    def knows(self, field: str) -> bool:
        """Tell whether a version 4+ application of this version has the field."""
        return SINCE.get(field, (4, 0)) <= self.version

    def knows_property(self, kind: str) -> bool:
        """Tell whether this version has the property type."""
        return PROPERTIES_SINCE.get(kind, (3, 0)) <= self.version

    def camera(self, fields: Fields) -> Fields:
        """Return the camera fields this version has, under its names and in the order given."""
        if self.v3:
            return self.rename(
                {name: value for name, value in fields.items() if name not in V3_CAMERA_ABSENT}
            )
        return self.plain(fields)

    def photo(self, fields: Fields) -> Fields:
        """Return the photo fields this version has, under its names and in its order.

        A photo's session is documented since 4.7; the options had one earlier.
        """
        if self.v3:
            return self.rename({name: fields[name] for name in V3_PHOTO if name in fields})
        absent = {"PhotoUUID", *(SESSION_NAMES if self.version < (4, 7) else ())}
        return self.plain({name: value for name, value in fields.items() if name not in absent})

    def plain(self, fields: Fields) -> Fields:
        """Return the fields this version 4+ application has, under its names."""
        return self.rename({name: value for name, value in fields.items() if self.knows(name)})

    def rename(self, fields: Fields) -> Fields:
        """Return the fields under their names on the wire."""
        return {self.names.get(name, name): value for name, value in fields.items()}

    def read(self, message: Fields) -> Fields:
        """Return a client's message under the inner field names."""
        return {self.inner_names.get(name, name): value for name, value in message.items()}

    def event(
        self,
        message_id: str,
        number: int,
        payload: Fields,
        kind: str = "Event",
        user_id: int = 0,
    ) -> Fields:
        """Return an event: envelope, then the payload at top level.

        Version 4 puts the sender's address after the envelope (a 2019 log); version 5 does not (a v5.3 log).
        """
        head: Fields = {
            "msg_type": kind,
            "msg_id": self.message_id(message_id),
            self.number_field: number,
        }
        if not self.v3:
            head |= {"msg_user_id": user_id, "msg_result": True}
            if self.version < (5, 0):
                head |= {"NetworkAddress": "127.0.0.1", "NetworkEndpoint": "tcp://127.0.0.1:54442"}
        return head | payload

    def response(
        self, message_id: str, number: int, user_id: int, result: bool, payload: Fields
    ) -> Fields:
        """Return a reply: the request's id and number, the success flag, then the payload."""
        head: Fields = {"msg_type": "Response", "msg_id": message_id, self.number_field: number}
        if self.v3:
            return head | {"Result": result} | payload
        return head | {"msg_user_id": user_id, "msg_result": result} | payload

    def encode(self, message: Fields) -> bytes:
        """Return the single frame: UTF-8 JSON with two spaces of indent, after a BOM in version 3."""
        text = orjson.dumps(message, option=orjson.OPT_INDENT_2)
        return BOM + text if self.v3 else text
