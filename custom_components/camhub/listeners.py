"""Who wants to hear of what: entities, by the camera and the word that they show."""

import logging
from collections import defaultdict
from collections.abc import Callable

from homeassistant.core import callback

from .model.change import Happened
from .model.vocabulary import STREAMS, Stream, Word

_LOGGER = logging.getLogger(__name__)

_STREAM = {kind: stream for stream, kinds in STREAMS.items() for kind in kinds}

type Unsubscribe = Callable[[], None]
type EventListener = Callable[[Happened], None]


class Listeners:
    """Listeners by camera and word, so that a change costs the same with ten cameras as with four hundred.

    One that fails must not stop the reader that all others live from: what it raises is logged.
    """

    def __init__(self) -> None:
        """Start with nobody."""
        self._words: dict[str, dict[Word, list[Callable[[], None]]]] = defaultdict(dict)
        self._events: dict[tuple[str, Stream], list[EventListener]] = {}
        self._growth: list[Callable[[str], None]] = []
        self._names: dict[str, list[Callable[[], None]]] = {}

    @callback
    def add(self, key: str, word: Word, listener: Callable[[], None]) -> Unsubscribe:
        """Call the listener whenever this word of this camera, or the link, changes."""
        return _added(self._words[key].setdefault(word, []), listener)

    @callback
    def add_events(self, key: str, stream: Stream, listener: EventListener) -> Unsubscribe:
        """Call the listener whenever something of this stream happens at this camera."""
        return _added(self._events.setdefault((key, stream), []), listener)

    @callback
    def add_growth(self, listener: Callable[[str], None]) -> Unsubscribe:
        """Call the listener with the key of each record that grew or is gone."""
        return _added(self._growth, listener)

    @callback
    def add_name(self, key: str, listener: Callable[[], None]) -> Unsubscribe:
        """Call the listener whenever this record is called something else."""
        return _added(self._names.setdefault(key, []), listener)

    def tell_words(self, key: str, touched: frozenset[Word]) -> None:
        """Tell those who show one of these words of this camera."""
        if words := self._words.get(key):
            for word in touched:
                for listener in tuple(words.get(word, ())):
                    _guarded(listener)

    def tell_event(self, event: Happened) -> None:
        """Tell those who hear of the stream that an event belongs to."""
        for listener in tuple(self._events.get((event.key, _STREAM[event.kind]), ())):
            _guarded(listener, event)

    def tell_growth(self, key: str) -> None:
        """Tell those who make entities that a record grew or is gone."""
        for listener in self._growth:
            _guarded(listener, key)

    def tell_name(self, key: str) -> None:
        """Tell those who are named after it that a record is called something else."""
        for listener in self._names.get(key, ()):
            _guarded(listener)

    def tell_all(self) -> None:
        """Tell everybody: the link is up or down."""
        for words in self._words.values():
            for listeners in words.values():
                for listener in listeners:
                    _guarded(listener)


def _added[ListenerT](listeners: list[ListenerT], listener: ListenerT) -> Unsubscribe:
    listeners.append(listener)
    return lambda: listeners.remove(listener)


def _guarded[*Ts](listener: Callable[[*Ts], None], *args: *Ts) -> None:
    try:
        listener(*args)
    except Exception:
        _LOGGER.exception("A listener failed")
