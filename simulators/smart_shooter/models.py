"""Camera models a rig is made of, with the properties each one reports.

The value strings are plausible, not recorded: no real `CameraPropertyInfo` was ever published. Only `Storage` (`Disk`,
`Card`, `Both`), `FocusMode` and `ControlMode` follow words of the External API documentation.
"""

from dataclasses import dataclass

APERTURES = ("1.8", "2", "2.8", "3.5", "4", "5.6", "8", "11", "16", "22")
SHUTTER_SPEEDS = (
    "Bulb", "30", "15", "8", "4", "2", "1", "1/2", "1/4", "1/8", "1/15", "1/30", "1/60", "1/125", "1/250", "1/500",
    "1/1000", "1/2000", "1/4000", "1/8000",
)  # fmt: skip
ISOS = ("64", "100", "200", "400", "800", "1600", "3200", "6400", "12800", "25600")
EXPOSURES = tuple(f"{third / 3:+.1f}" if third else "0.0" for third in range(-9, 10))
KELVINS = tuple(f"{kelvin} K" for kelvin in range(2500, 10001, 500))


@dataclass(slots=True)
class Property:
    """One property of one camera; all values are text, whatever the property."""

    value: str
    options: tuple[str, ...]
    writeable: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """What all cameras of one model have in common; sensor size in pixels, raw size in bytes."""

    make: str
    name: str
    raw_extension: str
    file_prefix: str
    width: int
    height: int
    jpeg_size: int
    raw_size: int
    cards: int = 1
    video: bool = True
    power_zoom: bool = False
    program_writeable: bool = True
    qualities: tuple[str, ...] = ("JPEG Basic", "JPEG Normal", "JPEG Fine", "RAW", "RAW+JPEG")
    white_balances: tuple[str, ...] = (
        "Auto", "Daylight", "Cloudy", "Shade", "Tungsten", "Fluorescent", "Flash", "Colour Temperature",
    )  # fmt: skip
    drive_modes: tuple[str, ...] = (
        "Single",
        "Continuous Low",
        "Continuous High",
        "Self Timer",
        "Mirror Up",
    )
    metering_modes: tuple[str, ...] = ("Matrix", "Centre Weighted", "Spot", "Highlight Weighted")
    extra: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def properties(self) -> dict[str, Property]:
        """Return a fresh set of this model's properties, type to property, in the order of the documentation."""
        return {
            "Aperture": Property("5.6", APERTURES),
            "ShutterSpeed": Property("1/125", SHUTTER_SPEEDS),
            "ISO": Property("400", ISOS),
            "Exposure": Property("0.0", EXPOSURES),
            "Quality": Property(self.qualities[2], self.qualities),
            "ProgramMode": Property("M", ("M", "A", "S", "P"), self.program_writeable),
            "MeteringMode": Property(self.metering_modes[0], self.metering_modes),
            "FocusMode": Property("AF Single", ("AF Single", "AF Continuous", "AF Auto", "MF")),
            "DriveMode": Property("Single", self.drive_modes),
            "WhiteBalance": Property("Auto", self.white_balances),
            "ColourTemperature": Property("5500 K", KELVINS),
            "Storage": Property("Disk", ("Disk", "Card", "Both")),
            **{kind: Property(options[0], options) for kind, options in self.extra},
            "ControlMode": Property("Both", ("Camera", "App", "Both")),
        }


NIKON = "Nikon Corporation"
CANON = "Canon Inc."
SONY = "Sony Corporation"

_CANON_QUALITIES = ("Small Fine JPEG", "Medium Fine JPEG", "Large Fine JPEG", "RAW", "RAW+JPEG")
_CANON_METERING = ("Evaluative", "Partial", "Spot", "Centre Weighted")
_SONY_METERING = ("Multi", "Centre", "Spot", "Entire Screen Average", "Highlight")

MODELS = (
    Model(make=NIKON, name="D850", raw_extension="NEF", file_prefix="DSC_", width=8256, height=5504,
          jpeg_size=14_124_090, raw_size=51_755_185, cards=2, extra=(("MirrorLockup", ("Off", "On")),)),
    Model(make=CANON, name="Canon EOS R5", raw_extension="CR3", file_prefix="IMG_", width=8192, height=5464,
          jpeg_size=13_800_412, raw_size=45_310_976, cards=2, program_writeable=False, qualities=_CANON_QUALITIES,
          metering_modes=_CANON_METERING),
    Model(make=SONY, name="ILCE-7RM4", raw_extension="ARW", file_prefix="DSC0", width=9504, height=6336,
          jpeg_size=17_209_344, raw_size=61_865_984, cards=2, power_zoom=True, program_writeable=False,
          metering_modes=_SONY_METERING, extra=(("PixelShiftMode", ("Off", "4 shots", "16 shots")),)),
    Model(make=CANON, name="Canon EOS 2000D", raw_extension="CR2", file_prefix="IMG_", width=6000, height=4000,
          jpeg_size=6_412_770, raw_size=28_301_120, video=False, program_writeable=False, qualities=_CANON_QUALITIES,
          metering_modes=_CANON_METERING),
    Model(make=NIKON, name="D5300", raw_extension="NEF", file_prefix="DSC_", width=6000, height=4000,
          jpeg_size=7_634_710, raw_size=24_755_185, extra=(("MirrorLockup", ("Off", "On")),)),
)  # fmt: skip
"""The models in the order a rig is filled with them, over and over."""


def nearest_step(options: tuple[str, ...], value: str) -> int:
    """Return the index of `value` in a range, 0 for a value that is not in it."""
    return options.index(value) if value in options else 0
