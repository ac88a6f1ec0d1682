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
        self._supported = False
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
        due = self._available or self._white_balance or self._still_size or not self._supported
        if self._white_balance:
            self._white_balance = False
            await self._fetch_white_balance()
        if self._still_size:
            self._still_size = False
            await self._fetch_still_size()
        if self._available:
            self._available = False
            await self._fetch_available()
        if not self._supported:
            self._supported = True
            await self._fetch_supported()
        return due

    async def _ask(self, method: str) -> list[Any]:
        """Return the result of a call without parameters; nothing where the camera has none to give."""
        return await calmly_ask(self._rpc, method) if self._rpc.has(method) else []

    async def _fetch_available(self) -> None:
        for name in NAMES:
            method = f"getAvailable{name.method}"
            if method in self._rpc.available and not self._told_by_event(name.event):
                self._record.settings.available(name, await calmly_ask(self._rpc, method))
        if self._record.told.storages is None and "getStorageInformation" in self._rpc.available:
            match await calmly_ask(self._rpc, "getStorageInformation"):
                case [list(storages)]:
                    kind = {"type": "storageInformation"}
                    self._record.told.take(
                        [[{**each, **kind} for each in storages if isinstance(each, dict)]]
                    )
        await self._fetch_live_view()

    def _told_by_event(self, event: str) -> bool:
        return event in self._record.told.by_event

    async def _fetch_white_balance(self) -> None:
        match await self._ask("getAvailableWhiteBalance"):
            case [dict(), list(modes)]:
                self._take_white_balance(modes)

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
            case [dict(), list(sizes)]:
                self._take_still_sizes(sizes)

    def _take_still_sizes(self, sizes: list[Any]) -> None:
        options = []
        for size in sizes:
            match size:
                case {"aspect": str(aspect), "size": str(pixels)}:
                    options.append(f"{aspect} {pixels}")
        self._record.settings.set_options(Setting.IMAGE_SIZE, options)

    async def _fetch_live_view(self) -> None:
        extra = self._record.extra
        if self._rpc.has("startLiveviewWithSize") and Setting.LIVE_VIEW_SIZE not in extra:
            match await self._ask("getAvailableLiveviewSize"):
                case [str(size), list(sizes)]:
                    options = tuple(each for each in sizes if isinstance(each, str))[:10]
                    extra[Setting.LIVE_VIEW_SIZE] = Choice(size, options)
        if self._rpc.has("setLiveviewFrameInfo") and Setting.FOCUS_FRAMES not in extra:
            match await self._ask("getLiveviewFrameInfo"):
                case [{"frameInfo": bool(on)}]:
                    extra[Setting.FOCUS_FRAMES] = Choice(on)

    async def _fetch_supported(self) -> None:
        """Ask once for all that the settings can ever be set to."""
        settings = self._record.settings
        for name in NAMES:
            if self._rpc.has(f"set{name.method}") and not settings.options(name.word):
                match await self._ask(f"getSupported{name.method}"):
                    case [{"candidate": list(options)}] | [list(options)]:
                        settings.offer(name.word, options)
        match await self._ask("getSupportedExposureCompensation"):
            case [[int(high), *_], [int(low), *_], [int(step), *_]]:
                settings.offer_exposure(low, high, step)
        match await self._ask("getSupportedProgramShift"):
            case [[int(high), int(low)]] if low < high:
                settings.shift = (low, high)
        if settings.kelvin is None:
            match await self._ask("getSupportedWhiteBalance"):
                case [list(modes)]:
                    self._take_white_balance(modes)
        if not settings.options(Setting.IMAGE_SIZE):
            match await self._ask("getSupportedStillSize"):
                case [list(sizes)]:
                    self._take_still_sizes(sizes)
