"""The camera's settings: its own, the scene, and the mode with what was last chosen in each."""

from collections.abc import Mapping
from random import Random
from string import ascii_uppercase, digits
from typing import Any
from zlib import crc32

from simulators.bandit.assumptions import Assumptions
from simulators.bandit.http import Refusal
from simulators.bandit.modes import Mode, choose, image_modes, video_modes

_CHOICES: Mapping[str, tuple[object, ...]] = {
    "gnss_enabled": (True, False),
    "sound_enabled": (True, False),
    "lights_enabled": (True, False),
    "image_rotation_enabled": (False, True),
    "external_microphone_enabled": (False, True),
    "metering": ("center", "normal", "wide"),
    "white_balance_mode": ("auto", "7500K", "5000K", "4000K", "3000K", "2000K"),
    "video_stabilisation_enabled": (True, False),
}
"""Settings of the camera that can be set: what they take, the default first."""

_SCENE_VALUES = ("brightness", "contrast", "hue", "saturation", "sharpness")
_SCENES: Mapping[str, tuple[int, ...]] = {
    "auto": (128, 128, 128, 128, 128),
    "bright": (118, 138, 128, 128, 128),
    "night": (148, 118, 128, 118, 118),
    "underwater": (138, 138, 138, 148, 128),
    "phone": (128, 128, 128, 128, 128),
}


def scenes() -> list[dict[str, Any]]:
    """Return every scene with its values."""
    return [
        {"mode": mode} | dict(zip(_SCENE_VALUES, values, strict=True))
        for mode, values in _SCENES.items()
    ]


class Settings:
    """What GET /settings tells; `values` is that object, with either `video` or `image` in it.

    A burst's size is `count` in it, whatever key is assumed on the wire.
    """

    def __init__(self, serial: str, ssid: str, random: Random, assume: Assumptions) -> None:
        """Be as the camera leaves the factory."""
        self._assume = assume
        self.modes = {"video": video_modes(cinematic=assume.cinematic), "image": image_modes()}
        self._last: dict[str, dict[str, Mode]] = {"video": {}, "image": {}}
        for family, modes in self.modes.items():
            for mode in reversed(modes):
                self._last[family][mode["mode"]] = dict(mode)
        self._family_mode = {
            "video": self._last["video"]["normal"],
            "image": self._last["image"]["single"],
        }
        code = "".join(random.choices(ascii_uppercase + digits, k=8))
        camera: dict[str, Any] = {
            "serial_number": serial,
            "ble_camera_id": f"{crc32(serial.encode()):08x}",
            "ble_verification_code": code,
        }
        camera |= {name: choices[0] for name, choices in _CHOICES.items()}
        self.values: dict[str, Any] = {
            "camera": camera,
            "wifi": {"ssid": ssid},
            "scene": scenes()[0],
            "video": dict(self._family_mode["video"]),
        }

    @property
    def family(self) -> str:
        """`video` or `image`, whichever is chosen now."""
        return "video" if "video" in self.values else "image"

    def mode(self, family: str = "") -> Mode:
        """Return what is chosen now, or was last in that family."""
        if family and family != self.family:
            return self._family_mode[family]
        mode: Mode = self.values[self.family]
        return mode

    def set_camera(self, wanted: Mapping[str, Any]) -> None:
        """Set settings of the camera; what cannot be set is ignored. Refusal where a value is none of its choices."""
        known = {name: value for name, value in wanted.items() if name in _CHOICES}
        for name, value in known.items():
            if not any(
                value is choice or (value == choice and isinstance(value, str))
                for choice in _CHOICES[name]
            ):
                raise Refusal(400)
        self.values["camera"] |= known

    def set_scene(self, wanted: Mapping[str, Any]) -> dict[str, Any]:
        """Set the scene, with the usual values of its mode where none are given, and return it."""
        if (mode := str(wanted.get("mode"))) not in _SCENES:
            raise Refusal(400)
        usual = dict(zip(_SCENE_VALUES, _SCENES[mode], strict=True))
        given = {name: wanted[name] for name in _SCENE_VALUES if name in wanted}
        if not all(type(value) is int and 0 <= value <= 255 for value in given.values()):
            raise Refusal(400)
        scene: dict[str, Any] = {"mode": mode} | usual | given
        self.values["scene"] = scene
        return scene

    def switch(self, family: str, name: object) -> Mode:
        """Switch to a mode with what was last chosen in it, and return that."""
        if not isinstance(name, str) or (mode := self._last[family].get(name)) is None:
            raise Refusal(400)
        return self._choose(family, mode)

    def set_mode(self, family: str, wanted: Mapping[str, Any]) -> Mode:
        """Switch to the first combination that agrees with all that is wanted, and return it."""
        wanted = dict(wanted)
        if "burst_count" in wanted:
            wanted.setdefault("count", wanted["burst_count"])
        if "mode" not in wanted or (mode := choose(self.modes[family], wanted)) is None:
            raise Refusal(400)
        return self._choose(family, mode)

    def told(self, mode: Mapping[str, Any]) -> Mode:
        """Return a combination as it is told, a burst's size under the assumed key."""
        told = {name: value for name, value in mode.items() if name != "count"}
        if "count" in mode:
            keys = (
                ("count", "burst_count")
                if self._assume.burst_key == "both"
                else (self._assume.burst_key,)
            )
            told |= dict.fromkeys(keys, mode["count"])
        return told

    def object(self) -> dict[str, Any]:
        """Return the whole object of GET /settings."""
        return self.values | {self.family: self.told(self.mode())}

    def _choose(self, family: str, mode: Mode) -> Mode:
        chosen = dict(mode)
        self._last[family][mode["mode"]] = chosen
        self._family_mode[family] = chosen
        for other in ("video", "image"):
            self.values.pop(other, None)
        self.values[family] = dict(chosen)
        return chosen
