"""Whom a message is for: all cameras, one, several or a group; or photos."""

from collections.abc import Iterable, Mapping
from itertools import count
from typing import Any

from ...link.errors import BadRequest, Busy
from ...link.session import Command
from ...model.camera import HUB, Choice
from ...model.vocabulary import Setting, Verb
from .cameras import RigCamera
from .names import BY_PROPERTY
from .requests import Request
from .rig import Rig


class Selector:
    """Names cameras and photos of a rig the way its application wants them named."""

    def __init__(self, rig: Rig) -> None:
        """Take the rig that the selections are of."""
        self._rig = rig
        self._turns = count()

    def next_known(self) -> str | None:
        """Return a camera to ask about, each in its turn, preferably one that is connected."""
        connected = [key for key, camera in self._rig.cameras.items() if camera.connected]
        keys = connected or list(self._rig.cameras)
        return keys[next(self._turns) % len(keys)] if keys else None

    def keys(self, command: Command) -> list[str]:
        """Return the keys of the cameras a command is for."""
        if HUB in command.cameras:
            return list(self._rig.cameras)
        return [key for key in command.cameras if key in self._rig.cameras]

    def cameras(self, command: Command, request: Request) -> tuple[dict[str, Any], tuple[str, ...]]:
        """Return the selection of a command's cameras, and those that cannot take part.

        Cameras that are not connected are left out of a selection by name: what
        the application does with them is not documented. So are, of the whole
        rig, those that cannot be set to what a request sets. A request that
        sets the group cannot name one.

        Raises Busy where no camera is left, BadRequest where none can be set so.
        """
        keys = self.keys(command)
        anyway = request.msg_id in _FOR_ANY
        able = [key for key in keys if anyway or self._rig.cameras[key].connected]
        missing = tuple(
            key for key in command.cameras if key not in self._rig.cameras and key != HUB
        )
        missing += tuple(key for key in keys if key not in able)
        if not able:
            raise Busy("none of these cameras is connected")
        if request.msg_id == "SetActiveCamera":
            if len(able) != 1:
                raise BadRequest("one camera can be the active one")
            return {"CameraKey": able[0]}, missing
        if HUB in command.cameras and (suited := self._suited(able, request)) != able:
            return self.named(suited), missing + tuple(key for key in able if key not in suited)
        if len(keys) == len(self._rig.cameras) and len(keys) > 1:
            return {"CameraSelection": "All"}, missing
        name = self._group_of(keys)
        if name is not None and request.msg_id != "SetCameraGroup":
            return {"CameraSelection": "Group", "CameraGroup": name}, missing
        return self.named(able), missing

    def worded(self, command: Command) -> Mapping[str, Any]:
        """Return a command's fields, an on or off as the option that its cameras call so.

        YAML takes an `Off` without quotes for a false.
        """
        value = command.fields.get("value")
        if command.verb is not Verb.SET_SETTING or not isinstance(value, bool):
            return command.fields
        setting, wanted = Setting(command.fields["setting"]), "on" if value else "off"
        for key in self.keys(command):
            for option in self._rig.cameras[key].properties.get(setting, Choice()).options:
                if option.casefold() == wanted:
                    return {**command.fields, "value": option}
        return command.fields

    def named(self, keys: list[str]) -> dict[str, Any]:
        """Return the selection of these cameras by their keys."""
        if len(keys) == 1:
            return {"CameraSelection": "Single", "CameraKey": keys[0]}
        return {"CameraSelection": "Multiple", "CameraKeys": keys}

    def _suited(self, keys: list[str], request: Request) -> list[str]:
        """Return those of these cameras that take part in what a request sets; raises BadRequest for none."""
        suited = [key for key in keys if _takes(self._rig.cameras[key], request)]
        if not suited:
            raise BadRequest("none of the connected cameras can be set so now")
        return suited

    def _group_of(self, keys: Iterable[str]) -> str | None:
        """Return the group that has exactly these cameras, if there is one of several."""
        wanted = set(keys)
        names = {self._rig.cameras[key].group for key in wanted}
        if len(wanted) < 2 or len(names) != 1 or not (name := names.pop()):
            return None
        members = {key for key, camera in self._rig.cameras.items() if camera.group == name}
        return name if members == wanted else None

    def photos(self, command: Command) -> dict[str, Any]:
        """Return the selection of a command's photos.

        Those named, else for a reshoot each camera's last photo, else all of
        the cameras' (to download: those that are not downloaded yet). Raises
        BadRequest where there is none, or where a deletion names none.
        """
        named = list(command.fields.get("photo_ids") or ())
        if command.verb is Verb.DELETE and bool(named) is (
            command.fields.get("all_photos") is True
        ):
            raise BadRequest("name either photos or all of them")
        if not named and HUB in command.cameras and command.verb in _OF_ALL:
            return {"PhotoSelection": "All"}
        keys = named or self._photos_of(command)
        if not keys:
            raise BadRequest("there is no such photo")
        if len(keys) == 1:
            return {"PhotoSelection": "Single", "PhotoKey": keys[0]}
        return {"PhotoSelection": "Multiple", "PhotoKeys": keys}

    def _photos_of(self, command: Command) -> list[str]:
        cameras = self.keys(command)
        if command.verb is Verb.RESHOOT:
            return self._rig.photos.newest(cameras)
        return self._rig.photos.keys(cameras, undownloaded=command.verb is Verb.DOWNLOAD)


def _takes(camera: RigCamera, request: Request) -> bool:
    """Tell whether a camera has the property that a request sets, writable now and with that value.

    Where a camera told of no properties at all, it is not known to lack any.
    """
    properties = camera.properties
    if "CameraPropertyType" not in request.fields or not properties:
        return True
    choice = properties.get(BY_PROPERTY[request.fields["CameraPropertyType"]])
    if choice is None or not choice.writable:
        return False
    value = request.fields.get("CameraPropertyValue")
    return value is None or not choice.options or value in choice.options


_FOR_ANY = frozenset(
    {"Connect", "Disconnect", "RenameCamera", "SetCameraGroup", "SetCameraTriggerIndex"}
)
"""What can be asked of a camera that is not connected."""

_OF_ALL = frozenset({Verb.TRANSFER, Verb.DELETE})
"""What is meant for every photo there is when it is asked of the whole rig."""
