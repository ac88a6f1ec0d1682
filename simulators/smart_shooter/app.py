"""The application: what it knows, and how it tells."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from random import Random

from simulators.smart_shooter.assumptions import Assumptions
from simulators.smart_shooter.camera import EVERYTHING, Camera, Status
from simulators.smart_shooter.dialect import Dialect, Fields
from simulators.smart_shooter.faults import OF_CAMERAS
from simulators.smart_shooter.node import LOCAL, Node
from simulators.smart_shooter.options import Options
from simulators.smart_shooter.photo import Photo
from simulators.smart_shooter.publisher import Publisher
from simulators.switches import Faults, SwitchError
from simulators.work import Work


@dataclass(kw_only=True)
class App:
    """The state of one Smart Shooter application. `latency` and `jitter` in seconds, for each step a camera takes."""

    dialect: Dialect
    assume: Assumptions
    faults: Faults
    random: Random
    work: Work
    publisher: Publisher
    options: Options
    cameras: dict[str, Camera]
    nodes: dict[str, Node]
    latency: float
    jitter: float
    end: Callable[[], None]

    def __post_init__(self) -> None:
        """Begin without photos, at sequence number 1."""
        self.photos: dict[str, Photo] = {}
        self.sequence = 1
        self.barcode_in_view = ""
        self.active_camera = ""
        self.licence = ""
        self.config: dict[str, str] = {}

    @property
    def known_cameras(self) -> list[Camera]:
        """The cameras the application has seen."""
        return [camera for camera in self.cameras.values() if camera.detected]

    def afflicted(self, fault: str, camera: Camera) -> bool:
        """Tell whether a fault that may name one camera (by number, name or key) is on for this one."""
        return fault in self.faults and self._means(self.faults.value(fault, object), camera)

    def check_fault(self, fault: str, value: object) -> None:
        """Raise SwitchError where a fault is to befall a camera that the rig does not have."""
        if fault in OF_CAMERAS and not any(
            self._means(value, each) for each in self.cameras.values()
        ):
            raise SwitchError(f"fault {fault}: there is no camera {value!r}")

    async def pause(self, camera: Camera) -> None:
        """Let the time of one step of the camera's work pass."""
        await asyncio.sleep((self.latency + self.jitter * self.random.random()) * camera.pace)

    def publish_camera(
        self, camera: Camera, *groups: str, properties: Iterable[str] | None = None
    ) -> None:
        """Publish `CameraUpdated` with the groups of fields that changed and, of the properties, those named.

        Version 3 publishes properties in an event of their own.
        """
        wanted = [name for name in groups if name != "properties"]
        kinds = self.property_kinds(camera, properties)
        if self.dialect.v3:
            self.publisher.publish(
                "CameraUpdated", self._without_status(self.camera_fields(camera, wanted))
            )
            if "properties" in groups:
                self.publisher.publish("PropertyUpdated", self.property_fields(camera, kinds))
        else:
            fields = self.camera_fields(camera, groups, kinds)
            self.publisher.publish("CameraUpdated", self._without_status(fields))

    def publish_status(self, camera: Camera, status: Status, *groups: str) -> None:
        """Set a camera's status and publish it with whatever else changed."""
        camera.status = status
        self.publish_camera(camera, *groups)

    def publish_photos(self, photos: Iterable[Photo]) -> None:
        """Publish `PhotoUpdated` for each photo."""
        for photo in photos:
            self.publisher.publish(
                "PhotoUpdated", self.dialect.photo(photo.fields(self.dialect.version))
            )

    def delete_photos(self, photos: Iterable[Photo], *, files: bool) -> None:
        """Mark photos as deleted, tell so, and take them off the list where that is assumed."""
        photos = list(photos)
        for photo in photos:
            photo.location, photo.file_deleted = "Deleted", files
            if self.assume.deleted_photo == "gone":
                del self.photos[photo.key]
        self.publish_photos(photos)

    def publish_options(self) -> None:
        """Publish `OptionsUpdated`, which exists since 4.11."""
        if self.dialect.version >= (4, 11):
            self.publisher.publish("OptionsUpdated", self.options.fields())

    def publish_node(self, node: Node) -> None:
        """Publish `NodeUpdated`."""
        self.publisher.publish("NodeUpdated", node.fields(self.dialect))

    def camera_fields(
        self, camera: Camera, groups: Iterable[str], properties: Iterable[str] = ()
    ) -> Fields:
        """Return fields of a camera as this version writes them."""
        with_range = "no_range" not in self.faults
        return self.dialect.camera(camera.fields(groups, properties, with_range=with_range))

    def camera_info(self, camera: Camera) -> Fields:
        """Return the full `CameraInfo`."""
        return self.camera_fields(camera, EVERYTHING, self.property_kinds(camera))

    def property_kinds(self, camera: Camera, wanted: Iterable[str] | None = None) -> list[str]:
        """Return those of the wanted property types that camera and version have, all of them by default."""
        kinds = camera.properties if wanted is None else wanted
        return [kind for kind in kinds if self.dialect.knows_property(kind)]

    def property_fields(self, camera: Camera, kinds: Iterable[str]) -> Fields:
        """Return the payload of version 3's `PropertyUpdatedMsg`."""
        with_range = "no_range" not in self.faults
        entries = [camera.property_entry(kind, with_range) for kind in kinds]
        return {"CameraSelection": "Single", "CameraKey": camera.key, "PropertyInfoMsg": entries}

    def snapshot(self) -> Fields:
        """Return all that `Synchronise` lists, in this version's shape (Smart Shooter notes, section 5.3)."""
        cameras = [self.camera_info(camera) for camera in self.known_cameras]
        photos = [
            self.dialect.photo(photo.fields(self.dialect.version)) for photo in self.photos.values()
        ]
        if not self.dialect.v3:
            return {
                "OptionsInfo": self.options.fields(),
                "NodeInfo": [node.fields(self.dialect) for node in self.nodes.values()],
                "CameraInfo": cameras,
                "PhotoInfo": photos,
            }
        return {
            "NodeUpdatedEventMsg": self.nodes[LOCAL].fields(self.dialect),
            "SetOptionsMsg": self.options.fields(),
            "LicenseMsg": {},
            "CameraUpdatedMsg": cameras,
            "PhotoUpdatedMsg": photos,
            "PropertyUpdatedMsg": [
                self.property_fields(camera, self.property_kinds(camera))
                for camera in self.known_cameras
            ],
        }

    def _means(self, which: object, camera: Camera) -> bool:
        number = str(list(self.cameras).index(camera.key) + 1)
        return str(which) in ("", "None", "True", number, camera.name, camera.key)

    def _without_status(self, fields: Fields) -> Fields:
        if "no_status" in self.faults:
            fields.pop("CameraStatus", None)
        return fields
