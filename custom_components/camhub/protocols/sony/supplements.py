"""What no event tells: asked for when there is reason to, one call after the other."""

from typing import Any

from ...model.camera import Choice
from ...model.vocabulary import Setting
from .names import NAMES
from .record import Record
from .rpc import Rpc, calmly_ask
from .settings import KELVIN_MODE
from .told import News


class Supplements:
    """Knows what to ask a camera for beside its events."""

    def __init__(self, rpc: Rpc, record: Record) -> None:
        """Take whom to ask and where to put the answers."""
        self._rpc = rpc
        self._record = record
        self._answered: set[str] = set()
        """What never changes and was answered."""
        self._refused: set[str] = set()
        """What never changes and was not answered: asked for again when the camera lists it."""
        self._available = True
        self._white_balance = True
        self._still_size = True

    def note(self, news: News) -> bool:
        """Take note of what a reply tells; return whether there is something to ask for."""
        if news.available is not None:
            self._available = True
        for kind in ("whiteBalance", "stillSize"):
            # Their events say only that what may be chosen has changed.
            if kind in news.types and self._record.told.get(kind, "checkAvailability") is True:
                self._white_balance |= kind == "whiteBalance"
                self._still_size |= kind == "stillSize"
        return self._available or self._white_balance or self._still_size

    def again(self) -> None:
        """Ask for all that changes once more."""
        self._available = self._white_balance = self._still_size = True

    async def fetch(self) -> bool:
        """Ask for what is due; return whether anything was."""
        due = self._available or self._white_balance or self._still_size
        if self._white_balance:
            self._white_balance = False
            await self._fetch_white_balance()
        if self._still_size:
            self._still_size = False
            await self._fetch_still_size()
        if self._available:
            self._available = False
            await self._fetch_available()
            await self._fetch_others()
            await self._fetch_live_view()
            await self._fetch_supported()
        return due

    async def _ask(self, method: str) -> list[Any]:
        """Return the result of a call without parameters; nothing where the camera has none to give."""
        return await calmly_ask(self._rpc, method) if self._rpc.has(method) else []

    async def _ask_once(self, method: str) -> list[Any]:
        """Return what never changes, the first time that the camera answers."""
        unlisted = method in self._refused and method not in self._rpc.available
        if method in self._answered or unlisted:
            return []
        result = await self._ask(method)
        (self._answered if result else self._refused).add(method)
        return result

    def _untold(self, event: str, method: str) -> bool:
        """Tell whether a call would tell what no event tells."""
        return method in self._rpc.available and event not in self._record.told.by_event

    async def _fetch_available(self) -> None:
        """Ask for the settings that no event tells of."""
        for name in NAMES:
            # What may be chosen is not told by all, or not in every state; what is, may be.
            for method in (f"getAvailable{name.method}", f"get{name.method}"):
                if self._untold(name.event, method) and (
                    result := await calmly_ask(self._rpc, method)
                ):
                    self._record.settings.available(name, result)
                    break

    async def _fetch_others(self) -> None:
        """Ask for what else no event tells of, in the form that an event would have."""
        told = self._record.told
        if self._untold("exposureCompensation", "getAvailableExposureCompensation"):
            match await calmly_ask(self._rpc, "getAvailableExposureCompensation"):
                case [int(now), int(high), int(low), int(step)]:
                    told.note(
                        "exposureCompensation",
                        currentExposureCompensation=now,
                        maxExposureCompensation=high,
                        minExposureCompensation=low,
                        stepIndexOfExposureCompensation=step,
                    )
        if self._untold("touchAFPosition", "getTouchAFPosition"):
            match await calmly_ask(self._rpc, "getTouchAFPosition"):
                case [{"set": bool(is_set)}]:
                    told.note("touchAFPosition", currentSet=is_set)
        if self._untold("storageInformation", "getStorageInformation"):
            match await calmly_ask(self._rpc, "getStorageInformation"):
                case [list(storages)]:
                    told.storages = [each for each in storages[:10] if isinstance(each, dict)]

    async def _fetch_white_balance(self) -> None:
        match await self._ask("getAvailableWhiteBalance"):
            case [dict(now), list(modes)]:
                self._take_white_balance(modes)
                if "whiteBalance" not in self._record.told.by_event:
                    self._record.told.note(
                        "whiteBalance",
                        currentWhiteBalanceMode=now.get("whiteBalanceMode"),
                        currentColorTemperature=now.get("colorTemperature"),
                    )

    def _take_white_balance(self, modes: list[Any]) -> None:
        names = []
        for mode in modes:
            match mode:
                case {"whiteBalanceMode": str(name), **rest}:
                    names.append(name)
                    match rest.get("colorTemperatureRange"):
                        case [int(high), int(low), int(step)] if name == KELVIN_MODE and low < high:
                            self._record.settings.kelvin = (low, high, max(step, 1))
        self._record.settings.set_options(Setting.WHITE_BALANCE, names)

    async def _fetch_still_size(self) -> None:
        match await self._ask("getAvailableStillSize"):
            case [dict(now), list(sizes)]:
                self._take_still_sizes(sizes)
                if "stillSize" not in self._record.told.by_event:
                    self._record.told.note(
                        "stillSize",
                        currentAspect=now.get("aspect"),
                        currentSize=now.get("size"),
                    )

    def _take_still_sizes(self, sizes: list[Any]) -> None:
        options = []
        for size in sizes:
            match size:
                case {"aspect": str(aspect), "size": str(pixels)}:
                    options.append(f"{aspect} {pixels}")
        self._record.settings.set_options(Setting.IMAGE_SIZE, options)

    async def _fetch_live_view(self) -> None:
        extra = self._record.extra
        if self._rpc.has("startLiveviewWithSize"):
            match await self._ask_once("getAvailableLiveviewSize"):
                case [str(size), list(sizes)]:
                    options = tuple(each for each in sizes if isinstance(each, str))[:10]
                    extra[Setting.LIVE_VIEW_SIZE] = Choice(size, options)
        if self._rpc.has("setLiveviewFrameInfo"):
            match await self._ask_once("getLiveviewFrameInfo"):
                case [{"frameInfo": bool(on)}]:
                    extra[Setting.FOCUS_FRAMES] = Choice(on)

    async def _fetch_supported(self) -> None:
        """Ask for all that the settings can ever be set to, where nothing says what they may be set to now."""
        settings = self._record.settings
        for name in NAMES:
            if self._rpc.has(f"set{name.method}") and not settings.options(name.word):
                match await self._ask_once(f"getSupported{name.method}"):
                    case [{"candidate": list(options)}] | [list(options)]:
                        settings.offer(name.word, options)
        match await self._ask_once("getSupportedExposureCompensation"):
            case [[int(high), *_], [int(low), *_], [int(step), *_]]:
                settings.offer_exposure(low, high, step)
        match await self._ask_once("getSupportedProgramShift"):
            case [[int(high), int(low)]] if low < high:
                settings.shift = (low, high)
        if settings.kelvin is None:
            match await self._ask_once("getSupportedWhiteBalance"):
                case [list(modes)]:
                    self._take_white_balance(modes)
        if not settings.options(Setting.IMAGE_SIZE):
            match await self._ask_once("getSupportedStillSize"):
                case [list(sizes)]:
                    self._take_still_sizes(sizes)
