"""The application's options: names, defaults and types of `OptionsInfo`."""

from collections.abc import Mapping
from typing import Any

from simulators.smart_shooter.dialect import Dialect, Fields

DEFAULTS: Mapping[str, Any] = {
    "NodeSelection": "Single",
    "NodeKey": "",
    "NodeEndpoint": "",
    "NodeNetworkMode": "P2P",
    "AutoConnect": True,
    "AutoSynchroniseTime": False,
    "AutoScanBarcode": True,
    "AutoBackup": False,
    "OverwriteBackup": False,
    "AddBarcodeToMetadata": True,
    "RestrictBarcodeFormat": False,
    "FilterBarcodeScanning": False,
    "ResetSequenceNumOnEdit": False,
    "ResetBatchNumOnEdit": False,
    "AllowSpacesInFilename": True,
    "NodeTimeout": 20,
    "FilenameExpression": "SSP_[S]",
    "PhotoSessionName": "",
    "PhotoSessionNum": 1,
    "UniqueTag": "",
    "Barcode": "",
    "PhotoBarcodeFormat": "QRCode",
    "DefaultStorage": "Disk",
    "DefaultControlMode": "Both",
    "DefaultFocusMode": "Not set",
    "DefaultLiveviewFPS": 20,
    "DefaultVideoFPS": 20,
    "BarcodeCameraFilter": "",
    "DownloadPath": "/Users/studio/Pictures/Smart Shooter",
    "FallbackPath": "/Users/studio/Pictures/Smart Shooter/Backup",
    "BackupPath": "",
    "ApplicationName": "studio-mac.local",
}
"""Options in the order of a v5.3 log, with the two documented later (5.6 and 5.9) beside their kind."""

V3_DEFAULTS: Mapping[str, Any] = {
    "FilenameExpression": "SSP_[S]",
    "GridFilenameValidation": "",
    "UniqueTag": "",
    "Barcode": "",
    "DefaultStorage": "Disk",
    "DefaultFocusMode": "Not set",
    "GridGenerateFilename": True,
    "AutoConnect": True,
    "AutoSynchroniseTime": False,
    "GridScanSequenceNum": False,
    "GridScanBatchNum": False,
    "GridLiveviewDatalimit": 0,
    "DownloadPath": "/Users/studio/Pictures/Smart Shooter 3",
}
"""Options of version 3 in the order of its documentation; the names that version 4 kept are the later ones."""

CHOICES: Mapping[str, tuple[str, ...]] = {
    "DefaultStorage": ("Disk", "Card", "Both"),
    "DefaultControlMode": ("Camera", "App", "Both"),
    "DefaultFocusMode": ("Not set", "AF Single", "AF Continuous", "AF Auto", "MF"),
}
FIXED = frozenset(
    {"NodeSelection", "NodeKey", "NodeEndpoint", "NodeNetworkMode", "ApplicationName"}
)


class Options:
    """The options of one running application, under inner names."""

    def __init__(self, dialect: Dialect, liveview_fps: int) -> None:
        """Start from the defaults of the application's version, with the rate of live view that is assumed."""
        self._dialect = dialect
        known = (
            V3_DEFAULTS if dialect.v3 else {k: v for k, v in DEFAULTS.items() if dialect.knows(k)}
        )
        self.values: Fields = dict(known)
        if "DefaultLiveviewFPS" in self.values:
            self.values["DefaultLiveviewFPS"] = liveview_fps

    def text(self, name: str) -> str:
        """Return an option that is text, empty where this version has none."""
        return str(self.values.get(name, ""))

    def number(self, name: str) -> int:
        """Return an option that is a number, 0 where this version has none."""
        return int(self.values.get(name, 0))

    def flag(self, name: str) -> bool:
        """Return an option that is a switch, false where this version has none."""
        return bool(self.values.get(name, False))

    def accepts(self, fields: Fields) -> bool:
        """Tell whether every option in `fields` that exists has a value of its type and, where listed, its choices."""
        return all(
            type(value) is type(self.values[name])
            and (name not in CHOICES or value in self._choices(name))
            for name, value in fields.items()
            if name in self.values
        )

    def _choices(self, name: str) -> tuple[str, ...]:
        """Return what an option takes; version 3 has one more storage mode."""
        return (
            (*CHOICES[name], "JPEG")
            if self._dialect.v3 and name == "DefaultStorage"
            else CHOICES[name]
        )

    def update(self, fields: Fields) -> bool:
        """Take the options in `fields` that exist and may be set; tell whether anything changed."""
        new = {
            name: value
            for name, value in fields.items()
            if name in self.values and name not in FIXED
        }
        changed = any(self.values[name] != value for name, value in new.items())
        self.values |= new
        return changed

    def fields(self) -> Fields:
        """Return `OptionsInfo` under the names of this version."""
        return self._dialect.rename(self.values)
