"""Every request of the External API, with what it selects, what it needs, and the versions that have it."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from simulators.smart_shooter import requests_app as app_
from simulators.smart_shooter import requests_camera as camera_
from simulators.smart_shooter import requests_liveview as view_
from simulators.smart_shooter import requests_photo as photo_
from simulators.smart_shooter.app import App
from simulators.smart_shooter.camera import Camera
from simulators.smart_shooter.dialect import Fields, Version
from simulators.smart_shooter.photo import Photo


class Needs(StrEnum):
    """What a camera must be to take part."""

    KNOWN = "known"
    PLUGGED = "plugged"
    CONNECTED = "connected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request without a selection. `since` and `until` bound the versions from 4.0 on; `v3` says if 3.x has it."""

    name: str
    since: Version = (4, 0)
    until: Version = (99, 0)
    v3: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class AppRequest(Request):
    """A request to the application."""

    handler: Callable[[App, Fields], Fields | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class CameraRequest(Request):
    """A request with a camera selection; `able` tells whether one camera can do what this message asks."""

    handler: Callable[[App, list[Camera], Fields], Fields | None]
    needs: Needs = Needs.CONNECTED
    able: Callable[[App, Camera, Fields], bool] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoRequest(Request):
    """A request with a photo selection."""

    handler: Callable[[App, list[Photo], Fields], Fields | None]


type Row = AppRequest | CameraRequest | PhotoRequest

ROWS: tuple[Row, ...] = (
    AppRequest(name="Synchronise", handler=app_.synchronise),
    CameraRequest(name="GetCamera", handler=camera_.get_cameras, needs=Needs.KNOWN, since=(4, 17), v3=False),
    AppRequest(name="DetectCameras", handler=app_.detect_cameras),
    CameraRequest(name="Connect", handler=camera_.connect_cameras, needs=Needs.PLUGGED),
    CameraRequest(name="Disconnect", handler=camera_.disconnect_cameras, needs=Needs.PLUGGED),
    CameraRequest(name="Identify", handler=camera_.identify),
    CameraRequest(name="Shoot", handler=camera_.shoot),
    CameraRequest(name="Autofocus", handler=camera_.focus, able=camera_.can_focus),
    CameraRequest(name="SetShutterButton", handler=camera_.press),
    CameraRequest(name="SetProperty", handler=camera_.set_property, able=camera_.can_set),
    CameraRequest(name="IncrementProperty", handler=camera_.step_property, able=camera_.can_step, since=(4, 7), v3=False),
    CameraRequest(name="EnableLiveview", handler=view_.enable_liveview),
    CameraRequest(name="EnableLiveviewZoom", handler=view_.enable_zoom),
    CameraRequest(name="EnableLiveviewDOF", handler=view_.enable_depth_of_field),
    CameraRequest(name="EnableLiveviewRecord", handler=view_.enable_record, until=(4, 20)),
    CameraRequest(name="LiveviewPosition", handler=view_.move),
    CameraRequest(name="LiveviewFocus", handler=view_.step_focus),
    CameraRequest(name="LiveviewFPS", handler=view_.set_rate),
    CameraRequest(name="EnableVideo", handler=camera_.enable_video, able=camera_.has_video),
    CameraRequest(name="PowerZoomPosition", handler=camera_.zoom_position, able=camera_.has_zoom, since=(4, 25), v3=False),
    CameraRequest(name="PowerZoomDirection", handler=camera_.zoom_direction, able=camera_.has_zoom, since=(4, 25),
                  v3=False),
    CameraRequest(name="PowerZoomStop", handler=camera_.zoom_stop, able=camera_.has_zoom, since=(4, 27), v3=False),
    CameraRequest(name="EngageLatch", handler=camera_.engage_latch, since=(4, 27), v3=False),
    AppRequest(name="ReleaseLatch", handler=app_.release_latch, since=(4, 27), v3=False),
    AppRequest(name="CancelLatch", handler=app_.cancel_latch, since=(4, 27), v3=False),
    CameraRequest(name="EngageTrigger", handler=camera_.engage_trigger, since=(4, 27), v3=False),
    AppRequest(name="ReleaseTrigger", handler=app_.release_trigger, since=(4, 27), v3=False),
    AppRequest(name="CancelTrigger", handler=app_.cancel_trigger, since=(4, 27), v3=False),
    CameraRequest(name="SetCameraTriggerIndex", handler=camera_.set_trigger_index, needs=Needs.KNOWN, since=(4, 27),
                  v3=False),
    CameraRequest(name="RenameCamera", handler=camera_.rename, needs=Needs.KNOWN),
    CameraRequest(name="SetCameraGroup", handler=camera_.set_group, needs=Needs.KNOWN),
    AppRequest(name="SetActiveCamera", handler=app_.set_active_camera, since=(6, 0), v3=False),
    PhotoRequest(name="Download", handler=photo_.fetch),
    PhotoRequest(name="Transfer", handler=photo_.transfer, since=(4, 25), v3=False),
    PhotoRequest(name="Reshoot", handler=photo_.reshoot),
    PhotoRequest(name="Delete", handler=photo_.delete),
    PhotoRequest(name="RenamePhoto", handler=photo_.rename),
    AppRequest(name="SetSequenceNum", handler=app_.set_sequence),
    AppRequest(name="SetBatchNum", handler=app_.set_batch),
    AppRequest(name="SyncBatchNum", handler=app_.sync_batch),
    AppRequest(name="SetOptions", handler=app_.set_options),
    AppRequest(name="SyncClocks", handler=app_.sync_clocks),
    AppRequest(name="CheckClocks", handler=app_.check_clocks),
    AppRequest(name="Format", handler=app_.format_cards, v3=False),
    AppRequest(name="FormatAll", handler=app_.format_cards),
    AppRequest(name="RelayCustomText", handler=app_.relay_text),
    AppRequest(name="ActivateLicense", handler=app_.activate_licence, since=(4, 14), v3=False),
    AppRequest(name="DeactivateLicense", handler=app_.deactivate_licence, since=(4, 14), v3=False),
    AppRequest(name="Shutdown", handler=app_.shut_down, since=(4, 18), v3=False),
    AppRequest(name="SetConfig", handler=app_.set_config, v3=False),
)  # fmt: skip
"""The catalogue of the notes' section 5.1."""

CATALOGUE = {row.name: row for row in ROWS}
