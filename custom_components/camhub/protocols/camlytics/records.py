"""What the books come to in the records that Home Assistant shows."""

from collections.abc import Callable, Iterable

from ...model.camera import HUB, Role, Value
from ...model.change import Change, Gone, Seen, Snapshot
from ...model.vocabulary import STREAMS, Ability, Kind, Reading, Stream
from .books import Books
from .counts import Subject
from .presence import Touched

_KINDS = frozenset(STREAMS[Stream.ANALYTICS])


class Records:
    """Tells the hub, the channels and their parts, each as it is in the books at that moment."""

    def __init__(self, books: Books, emit: Callable[[Change], object]) -> None:
        """Take what is known and whom to tell."""
        self._books = books
        self._emit = emit
        self._counting: set[str] = set()

    def all(self, *, baseline: bool = False) -> None:
        """Tell everything; what the user does not want is gone."""
        seen = [self._hub()]
        for key in self._books.channels:
            seen += self._whole(key)
        self._emit(Snapshot(tuple(seen), baseline))

    def whole(self, key: str) -> None:
        """Tell a channel and its parts; what the user does not want is gone."""
        for seen in self._whole(key):
            self._emit(seen)

    def hub(self) -> None:
        """Tell the installation."""
        self._emit(self._hub())

    def channel(self, key: str) -> None:
        """Tell a channel."""
        self._emit(self._channel(key))

    def rule(self, key: str, rule: str, *, past: bool = False) -> None:
        """Tell a line or a zone, where the user wants it, and its hours and days past if they changed."""
        if self._books.wishes.wants(self._books.channels[key].rules[rule].name):
            self._emit(self._rule(key, rule, past=past))

    def kind(self, key: str, kind: Kind, *, past: bool = False) -> None:
        """Tell how often a kind of event happened, where the user wants it, as `rule` does."""
        if self._books.wishes.type_counts:
            self._emit(self._kind(key, kind, past=past))

    def objects(self, key: str, name: str) -> None:
        """Tell how many objects of a class are in view."""
        self._emit(self._objects(key, name))

    def changed(self, touched: Iterable[Touched]) -> None:
        """Tell what of the state of affairs has changed."""
        for key, role, name in touched:
            known = self._books.channels.get(key)
            if known is None:
                continue
            match role:
                case Role.RULE:
                    if name in known.rules:
                        self.rule(key, name)
                case Role.OBJECT_CLASS:
                    self.objects(key, name)
                case _:
                    self.channel(key)

    def inside(self, key: str) -> None:
        """Tell how many people are inside, where they are counted."""
        if key in self._counting:
            self._emit(Seen(key, readings=self._inside(key)))

    def counts_people(self, key: str) -> bool:
        """Tell whether there is an entrance and an exit, at a channel or in the whole installation."""
        channels = self._books.channels
        known = channels.values() if key == HUB else [channels[key]] if key in channels else []
        names = [rule.name for channel in known for rule in channel.rules.values()]
        return self._books.people.paired(names)

    def _whole(self, key: str) -> list[Seen]:
        known, wishes = self._books.channels[key], self._books.wishes
        seen = [self._channel(key)]
        for id_, rule in known.rules.items():
            if wishes.wants(rule.name):
                seen.append(self._rule(key, id_, past=True))
            else:
                self._emit(Gone(_rule_key(key, id_)))
        for kind in known.kinds:
            if wishes.type_counts:
                seen.append(self._kind(key, kind, past=True))
            else:
                self._emit(Gone(_kind_key(key, kind)))
        return seen + [self._objects(key, name) for name in self._books.presence.objects(key)]

    def _hub(self) -> Seen:
        readings, abilities = self._people(HUB)
        return Seen(HUB, role=Role.HUB, readings=readings, abilities=frozenset(abilities))

    def _channel(self, key: str) -> Seen:
        known, presence = self._books.channels[key], self._books.presence
        readings, abilities = self._people(key)
        readings |= {
            Reading.ONLINE: presence.connected(key),
            Reading.MOTION: presence.motion(key),
            Reading.CROWD: presence.crowd(key),
            Reading.OBSTRUCTED: presence.obstructed(key),
        }
        if known.stream is not None:
            abilities.add(Ability.STREAM)
        return Seen(
            key,
            name=known.name or None,
            readings=readings,
            abilities=frozenset(abilities),
            kinds=_KINDS,
        )

    def _rule(self, key: str, id_: str, *, past: bool) -> Seen:
        rule = self._books.channels[key].rules[id_]
        zone = zip(
            (Reading.ZONE_MOTION, Reading.ZONE_CROWD, Reading.ZONE_OCCUPIED),
            self._books.presence.zone(key, id_),
            strict=True,
        )
        readings = self._counted((key, "rule", id_), rule.last, past=past)
        readings |= {word: value for word, value in zone if value is not None}
        return Seen(_rule_key(key, id_), role=Role.RULE, of=key, name=rule.name, readings=readings)

    def _kind(self, key: str, kind: Kind, *, past: bool) -> Seen:
        readings = self._counted(
            (key, "type", kind), self._books.channels[key].kinds[kind], past=past
        )
        return Seen(
            _kind_key(key, kind), role=Role.EVENT_TYPE, of=key, name=kind, readings=readings
        )

    def _objects(self, key: str, name: str) -> Seen:
        count = self._books.presence.objects(key).get(name, 0)
        return Seen(
            f"{key}_objects_{name}",
            role=Role.OBJECT_CLASS,
            of=key,
            name=name,
            readings={Reading.OBJECTS: count},
        )

    def _people(self, key: str) -> tuple[dict[Reading, Value], set[Ability]]:
        """Return what a record carries of the people inside; nothing where they are not counted."""
        if not self.counts_people(key):
            counted = key in self._counting
            self._counting.discard(key)
            return ({Reading.PEOPLE_INSIDE: None} if counted else {}), set()
        self._counting.add(key)
        return self._inside(key), {Ability.RESET_PEOPLE_INSIDE}

    def _inside(self, key: str) -> dict[Reading, Value]:
        return {Reading.PEOPLE_INSIDE: self._books.people.inside(key)}

    def _counted(self, subject: Subject, last: float | None, *, past: bool) -> dict[Reading, Value]:
        counts, now, zone = self._books.counts, self._books.now(), self._books.zone
        readings: dict[Reading, Value] = {
            Reading.EVENTS_TODAY: counts.today(subject, now, zone),
            Reading.COUNTED_SINCE: counts.counted_since(subject, now, zone),
            Reading.LAST_EVENT: last,
        }
        if past:
            readings[Reading.EVENTS_LAST_HOUR] = counts.last_hour(subject, now, zone)
            readings[Reading.EVENTS_YESTERDAY] = counts.yesterday(subject, now, zone)
        return readings


def _rule_key(key: str, rule: str) -> str:
    return f"{key}_{rule}"


def _kind_key(key: str, kind: Kind) -> str:
    return f"{key}_events_{kind}"
