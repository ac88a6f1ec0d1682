"""One photo: what the application knows of it before and after it is on the computer's disk."""

from dataclasses import dataclass, field
from datetime import datetime
from zlib import crc32

from simulators.smart_shooter.dialect import Fields, Version


@dataclass(slots=True, kw_only=True, eq=False)
class Photo:
    """One entry of the application's photo list; size in bytes, width and height in pixels."""

    key: str
    camera_key: str
    node: str
    original_name: str
    computed_name: str
    captured: datetime
    origin: str
    format: str
    width: int
    height: int
    size: int
    sequence: int
    batch: int
    session_number: int
    session_name: str
    aperture: str
    shutter_speed: str
    iso: str
    is_image: bool = True
    location: str = "Camera"
    name: str = ""
    filename: str = ""
    barcode: str = ""
    file_deleted: bool = False
    downloading: bool = field(default=False, repr=False)

    @property
    def on_disk(self) -> bool:
        """Whether the file has been downloaded."""
        return self.location == "Local Disk"

    def fields(self, version: Version) -> Fields:
        """Return the field set of the captured events: short before the download, with file and EXIF after it."""
        early_v3 = version < (4, 0) and not self.on_disk
        fields: Fields = {
            "PhotoSelection": "Single",
            "PhotoKey": self.key,
            "PhotoUUID": self.key,
            "CameraKey": self.camera_key,
            "PhotoLocation": self.location,
            "PhotoOriginalName": self.original_name,
            "PhotoOriginalPath": self.original_name,
            "PhotoComputedName": self.computed_name,
            "PhotoDateCaptured": f"{self.captured:%Y%m%d %H:%M:%S}.{self.captured.microsecond // 1000:03d}",
            "PhotoOrigin": self.origin,
            "PhotoFormat": "Unknown" if early_v3 else self.format,
            **self._exif(),
            "PhotoWidth": 0 if early_v3 else self.width,
            "PhotoHeight": 0 if early_v3 else self.height,
            "PhotoFilesize": self.size,
            "PhotoIsImage": self.is_image,
            "PhotoIsHidden": False,
            "PhotoSequenceNum": self.sequence,
            "PhotoBatchNum": self.batch,
            "PhotoSessionNum": self.session_number,
            "PhotoSessionName": self.session_name,
            "PhotoStorageID": 0,
            "PhotoPersistentID": "",
        }
        if version < (4, 0):
            fields["PhotoIsScanned"] = self.on_disk
        if self.on_disk:
            fields |= self._file()
        return fields | {"NodeKey": self.node}

    def _exif(self) -> Fields:
        known = self.on_disk and self.is_image
        return {
            "PhotoOrientation": "None" if known else "Unknown",
            "PhotoAperture": self.aperture if known else "",
            "PhotoShutterSpeed": self.shutter_speed if known else "",
            "PhotoISO": self.iso if known else "",
            "PhotoFocalLength": "30.0" if known else "",
        }

    def _file(self) -> Fields:
        fields: Fields = {
            "PhotoIsScanned": True,
            "PhotoName": self.name,
            "PhotoFilename": self.filename,
            "PhotoHash": f"{crc32(self.key.encode()):08X}",
        }
        if self.barcode:
            fields |= {
                "PhotoBarcode": self.barcode,
                "PhotoBarcodeFormat": "QRCode",
                "PhotoBarcodeLocationLeft": 0.350291,
                "PhotoBarcodeLocationTop": 0.571584,
                "PhotoBarcodeLocationRight": 0.3922,
                "PhotoBarcodeLocationBottom": 0.62609,
            }
        return fields
