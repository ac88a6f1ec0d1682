"""What is on the card: videos with their tags, photos, and the sessions they belong to."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

from simulators.bandit import clip, modes
from simulators.bandit.modes import Mode
from simulators.bandit.ride import Ride

FOLDER = "100TTCAM"

MARKS = ("tag_button", "tag_mobile", "tag_remote")
"""Tags that somebody made, whose value is true."""

MEASURES: dict[str, type] = {
    "max_speed_mps": float,
    "max_heartrate_bpm": int,
    "max_acceleration": float,
    "max_deceleration": float,
    "max_g_force": float,
    "max_vertical_speed_mps": float,
    "max_rotation": int,
}
"""Tags that the camera makes of its sensors, and the type of their value."""

_BEFORE, _AROUND = 3.0, 6.0


@dataclass(slots=True, kw_only=True)
class Tag:
    """A highlight: a moment, the interval around it, and one attribute that says why; all in seconds."""

    id: str
    offset: float
    highlight_offset: float
    highlight_length: float
    attribute: str = "tag_button"
    value: bool | float = True

    @property
    def delivered(self) -> tuple[float, float]:
        """Offset and length of what can be cut: it begins and ends at key frames."""
        first = self.highlight_offset // clip.KEY_FRAMES * clip.KEY_FRAMES
        end = (
            -(-(self.highlight_offset + self.highlight_length) // clip.KEY_FRAMES) * clip.KEY_FRAMES
        )
        return first, end - first


@dataclass(slots=True, kw_only=True)
class Video:
    """A stored video; `size` in bytes, `length` in seconds, `created` in UTC by the camera's clock."""

    id: str
    path: str
    created: datetime
    size: int
    length: float
    mode: Mode
    session: int
    ride: Ride
    valid: bool = True
    tags: list[Tag] = field(default_factory=list)

    def tag(self, tag_id: str) -> Tag | None:
        """Return the tag with that id, None where there is none."""
        return next((tag for tag in self.tags if tag.id == tag_id), None)


@dataclass(slots=True, kw_only=True)
class Image:
    """A stored photo; `mode` as in the settings, `place` its latitude and longitude in degrees, if known."""

    id: str
    path: str
    created: datetime
    size: int
    mode: str
    resolution: str
    session: int
    place: tuple[float, float] | None = None
    valid: bool = True


class Library:
    """Everything stored, the oldest first, which is the order of the file names."""

    def __init__(self, random: Random, *, long_ids: bool) -> None:
        """Begin with nothing stored; ids and rides are drawn by lot."""
        self.videos: list[Video] = []
        self.images: list[Image] = []
        self.random = random
        self._long_ids = long_ids
        self._sessions = 0
        self._numbers = {"MOV": 0, "IMG": 0}

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(video.size for video in self.videos) + sum(image.size for image in self.images)

    def session(self) -> int:
        """Begin a session, and return its number."""
        self._sessions += 1
        return self._sessions

    def unique(self) -> str:
        """Draw the id of a tag."""
        return str(UUID(int=self.random.getrandbits(128), version=4))

    def add_video(
        self, mode: Mode, length: float, created: datetime, session: int, ride: Ride, size: int = 0
    ) -> Video:
        """Store a video; its size is what the mode takes for that length unless given."""
        number = self._number("MOV")
        video = Video(
            id=self._id(0, session, number),
            path=f"/{FOLDER}/MOV_{number:04}.MP4",
            created=created,
            size=size or round(modes.byte_rate(mode) * length),
            length=length,
            mode=mode,
            session=session,
            ride=ride,
        )
        self.videos.append(video)
        return video

    def add_image(
        self,
        mode: Mode,
        created: datetime,
        session: int,
        place: tuple[float, float] | None = None,
    ) -> Image:
        """Store a photo."""
        number = self._number("IMG")
        image = Image(
            id=self._id(1, session, number),
            path=f"/{FOLDER}/IMG_{number:04}.JPG",
            created=created,
            size=modes.PHOTO_BYTES[mode["resolution"]],
            mode=mode["mode"],
            resolution=mode["resolution"],
            session=session,
            place=place,
        )
        self.images.append(image)
        return image

    def new_tag(
        self,
        offset: float,
        length: float,
        attribute: str = "tag_button",
        value: bool | float = True,
    ) -> Tag:
        """Return a tag at a moment of a video (or recording) of that length so far."""
        first = max(offset - _BEFORE, 0.0)
        return Tag(
            id=self.unique(),
            offset=round(offset, 2),
            highlight_offset=round(first, 2),
            highlight_length=round(max(min(_AROUND, length - first), 1.0), 2),
            attribute=attribute,
            value=value,
        )

    def video(self, video_id: str) -> Video | None:
        """Return the video with that id, None where there is none."""
        return next((video for video in self.videos if video.id == video_id), None)

    def image(self, image_id: str) -> Image | None:
        """Return the photo with that id, None where there is none."""
        return next((image for image in self.images if image.id == image_id), None)

    def _number(self, prefix: str) -> int:
        self._numbers[prefix] += 1
        return self._numbers[prefix]

    def _id(self, kind: int, session: int, number: int) -> str:
        middle = f"{kind:03}-{session:03}" if self._long_ids else f"{kind:03}"
        return f"{self.unique()}-100-{middle}-{number:04}"


def stock(
    library: Library, videos: int, images: int, now: datetime, video_size: int, *, cinematic: bool
) -> None:
    """Store what is on the card at the start, the newest some hours before `now`."""
    cycle = [
        modes.choose(modes.video_modes(cinematic=True), wanted)
        for wanted in (
            {"mode": "normal", "resolution": "1080p"},
            {"mode": "cinematic"} if cinematic else {"mode": "normal", "resolution": "720p"},
            {"mode": "slow_motion", "resolution": "720p"},
            {"mode": "time_lapse", "resolution": "4k", "interval_secs": 5},
            {"mode": "normal", "resolution": "1080p", "framerate_fps": 60},
            {"mode": "normal", "resolution": "1080p", "framerate_fps": 60},
        )
    ]
    now = now.astimezone(UTC).replace(microsecond=0)
    session = 0
    for place in range(videos):
        mode = cycle[place % len(cycle)]
        assert mode is not None
        # The last two of each round are one recording that was split.
        if place % len(cycle) != len(cycle) - 1:
            session = library.session()
        ride = Ride.drawn(library.random, clip.LENGTH)
        created = now - timedelta(hours=3 * (videos - place))
        video = library.add_video(mode, clip.LENGTH, created, session, ride, video_size)
        video.tags += [
            library.new_tag(ride.top_moment, clip.LENGTH, "max_speed_mps", ride.top_speed),
            library.new_tag(
                ride.heart_moment,
                clip.LENGTH,
                "max_heartrate_bpm",
                ride.heart_rate(ride.heart_moment),
            ),
            library.new_tag(4.0 + place % 4, clip.LENGTH, MARKS[place % len(MARKS)]),
        ][: 1 + place % 3]
    for place in range(images):
        kind = ("single", "burst", "burst", "burst", "continuous", "continuous")[place % 6]
        if place % 6 not in (2, 3, 5):
            session = library.session()
        size = "16MP" if kind == "single" else "8MP"
        spot = (round(52.3 + place / 1000, 6), round(4.9 + place / 1000, 6)) if place % 4 else None
        created = now - timedelta(hours=2 * (images - place), minutes=30)
        library.add_image({"mode": kind, "resolution": size}, created, session, spot)
