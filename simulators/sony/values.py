"""Values of the parameters as the cameras spell them, and lists of them that several models share."""

SHUTTER = (
    '30"', '25"', '20"', '15"', '13"', '10"', '8"', '6"', '5"', '4"', '3.2"', '2.5"', '2"', '1.6"', '1.3"', '1"',
    '0.8"', '0.6"', '0.5"', '0.4"', "1/3", "1/4", "1/5", "1/6", "1/8", "1/10", "1/13", "1/15", "1/20", "1/25", "1/30",
    "1/40", "1/50", "1/60", "1/80", "1/100", "1/125", "1/160", "1/200", "1/250", "1/320", "1/400", "1/500", "1/640",
    "1/800", "1/1000", "1/1250", "1/1600", "1/2000", "1/2500", "1/3200", "1/4000",
)  # fmt: skip
"""Shutter speeds of a body with a focal plane shutter, from long to short."""

BULB = "BULB"
COMPACT_SHUTTER = SHUTTER[: SHUTTER.index("1/1600") + 1]

ISO = (
    "AUTO", "100", "125", "160", "200", "250", "320", "400", "500", "640", "800", "1000", "1250", "1600", "2000",
    "2500", "3200", "4000", "5000", "6400", "8000", "10000", "12800", "16000", "20000", "25600",
)  # fmt: skip
COMPACT_ISO = ("AUTO", "80", "100", "200", "400", "800", "1600", "3200")
QX10_ISO = ("AUTO", "100", "200", "400", "800", "1600", "3200")

F_NUMBERS = (
    "3.5", "4.0", "4.5", "5.0", "5.6", "6.3", "7.1", "8.0", "9.0", "10", "11", "13", "14", "16", "18", "20", "22",
)  # fmt: skip
FAST_F_NUMBERS = ("1.8", "2.0", "2.2", "2.5", "2.8", "3.2", *F_NUMBERS[:11])

PROGRAM, APERTURE, SHUTTER_PRIORITY, MANUAL = "Program Auto", "Aperture", "Shutter", "Manual"
INTELLIGENT, SUPERIOR = "Intelligent Auto", "Superior Auto"
CREATIVE = (PROGRAM, APERTURE, SHUTTER_PRIORITY, MANUAL)
"""Exposure modes in which the photographer has a say."""

STILL, MOVIE, AUDIO, INTERVAL, LOOP = "still", "movie", "audio", "intervalstill", "looprec"
"""Shoot modes."""

AUTO_WB, COLOR_TEMPERATURE, CUSTOM = "Auto WB", "Color Temperature", "Custom"
QX10_WB = (
    AUTO_WB,
    "Daylight",
    "Shade",
    "Cloudy",
    "Incandescent",
    "Fluorescent: Warm White (-1)",
    "Fluorescent: Cool White (0)",
    "Fluorescent: Day White (+1)",
    "Fluorescent: Daylight (+2)",
)
ALPHA_WB = (*QX10_WB, "Flash", COLOR_TEMPERATURE, CUSTOM)
COMPACT_WB = (
    AUTO_WB, "Daylight", "Cloudy", "Incandescent", "Fluorescent: Cool White (0)", "Fluorescent: Day White (+1)",
    "Fluorescent: Daylight (+2)", "Flash", COLOR_TEMPERATURE, CUSTOM,
)  # fmt: skip
ACTION_WB = (AUTO_WB, COLOR_TEMPERATURE, CUSTOM)

REMOTE, TRANSFER = "Remote Shooting", "Contents Transfer"
"""Camera functions."""


def exposure_seconds(shutter: str) -> float:
    """Return how long an exposure at a shutter speed is; 0 for those that nobody notices, and for bulb."""
    return float(shutter[:-1]) if shutter.endswith('"') else 0.0
