"""Requests about the tags of a video."""

from typing import Any

from simulators.bandit import forms
from simulators.bandit.calls import Call, Routes, number
from simulators.bandit.calls_library import cut, picture, sensor_data
from simulators.bandit.http import Answer, Refusal
from simulators.bandit.library import MARKS, MEASURES, Tag, Video

_THUMB = (320, 180)


async def tags(call: Call) -> Answer:
    """List the tags of a video, in an array without a total."""
    return Answer(value=[forms.tag(tag, call.body.assume) for tag in call.video().tags])


async def add(call: Call) -> Answer:
    """Add tags, and tell each with its new id."""
    video, sent = call.video(), call.request.json()
    if not isinstance(sent, list) or not sent:
        raise Refusal(400)
    made = [_read(each, video, call.body.library.unique()) for each in sent]
    video.tags += made
    call.body.bell.ring()
    return Answer(value=[forms.tag(tag, call.body.assume) for tag in made])


async def delete_all(call: Call) -> Answer:
    """Delete every tag of a video."""
    call.video().tags.clear()
    return Answer()


async def tag(call: Call) -> Answer:
    """Tell about one tag."""
    return Answer(value=forms.tag(call.tag(), call.body.assume))


async def change(call: Call) -> Answer:
    """Put another tag in the place of one, with its id."""
    video, old = call.video(), call.tag()
    new = _read(call.members(), video, old.id)
    video.tags[video.tags.index(old)] = new
    return call.setter(forms.tag(new, call.body.assume))


async def delete(call: Call) -> Answer:
    """Delete one tag."""
    call.video().tags.remove(call.tag())
    return Answer()


async def thumb(call: Call) -> Answer:
    """Send a small picture of the tag's moment."""
    return picture(call.video(), call.tag().offset, _THUMB)


async def contents(call: Call) -> Answer:
    """Send the highlight, cut at key frames."""
    video, (offset, length) = call.video(), call.tag().delivered
    return await cut(call, video, offset, min(length, video.length - offset))


async def sensors(call: Call) -> Answer:
    """Send what the sensors said during the highlight."""
    found = call.tag()
    return sensor_data(call, call.video(), found.highlight_offset, found.highlight_length)


def _read(sent: Any, video: Video, tag_id: str) -> Tag:
    """Return the tag that was sent; Refusal where it is none. What is not known in it is ignored."""
    if not isinstance(sent, dict):
        raise Refusal(400)
    marks = [name for name in MARKS if sent.get(name) is True]
    measures = [name for name in MEASURES if name in sent]
    moment = number(sent, "offset_secs", -1.0)
    first = number(sent, "highlight_offset_secs", -1.0)
    length = number(sent, "highlight_length_secs", -1.0)
    if len(marks) + len(measures) != 1 or max(moment, first) > video.length:
        raise Refusal(400)
    if not 1.0 <= length <= max(video.length - first, 1.0):
        raise Refusal(400)
    attribute = (marks + measures)[0]
    value = True if marks else MEASURES[attribute](number(sent, attribute, 0.0))
    return Tag(
        id=tag_id,
        offset=moment,
        highlight_offset=first,
        highlight_length=length,
        attribute=attribute,
        value=value,
    )


ROUTES: Routes = {
    ("GET", "/videos/*/tags"): tags,
    ("POST", "/videos/*/tags"): add,
    ("DELETE", "/videos/*/tags"): delete_all,
    ("GET", "/videos/*/tags/*"): tag,
    ("PUT", "/videos/*/tags/*"): change,
    ("DELETE", "/videos/*/tags/*"): delete,
    ("GET", "/videos/*/tags/*/thumb"): thumb,
    ("GET", "/videos/*/tags/*/contents"): contents,
    ("GET", "/videos/*/tags/*/sensors"): sensors,
}
