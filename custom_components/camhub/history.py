"""What was counted in past hours, as long-term statistics of Home Assistant's recorder."""

from hashlib import sha256
from typing import TYPE_CHECKING

from homeassistant.components.recorder import DOMAIN as RECORDER
from homeassistant.components.recorder.models import (
    StatisticData,
    StatisticMeanType,
    StatisticMetaData,
)
from homeassistant.components.recorder.statistics import async_add_external_statistics
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.translation import async_get_cached_translations
from homeassistant.util import slugify

from .const import DOMAIN
from .link.session import Tally
from .model.vocabulary import STREAMS, Kind

if TYPE_CHECKING:
    from .coordinator import Coordinator

LONGEST = 160
"""Characters of a counter's id within a statistic's, which has 255 for everything."""

MAX_NAME = 255
"""Characters of a statistic's name."""


@callback
def write(coordinator: Coordinator, tally: Tally) -> None:
    """Write the hours anew, where Home Assistant keeps a history.

    They outlive their entry: only the user throws away what was counted.
    """
    hass = coordinator.hass
    if not tally.hours or RECORDER not in hass.config.components:
        return
    async_add_external_statistics(
        hass,
        StatisticMetaData(
            source=DOMAIN,
            statistic_id=statistic_id(coordinator.entry.entry_id, tally.id),
            name=_name(coordinator, tally)[:MAX_NAME],
            mean_type=StatisticMeanType.NONE,
            has_sum=True,
            unit_class=None,
            unit_of_measurement=None,
        ),
        [
            StatisticData(start=start, state=count, sum=through)
            for start, count, through in tally.hours
        ],
    )


def statistic_id(entry_id: str, counter: str) -> str:
    """Return the recorder's name of a counter: lower case, and no two underscores in a row.

    What such a name cannot hold is told apart by a digest.
    """
    slug = slugify(counter)
    if not slug or slug != counter.lower().replace("-", "_") or len(slug) > LONGEST:
        digest = sha256(counter.encode(errors="surrogatepass")).hexdigest()[:16]
        slug = f"{slug[:LONGEST].strip('_') or 'counter'}_{digest}"
    return f"{DOMAIN}:{entry_id.lower()}_{slug}"


def _name(coordinator: Coordinator, tally: Tally) -> str:
    """Return what the user reads: the camera as it is called, and what was counted at it."""
    registry = dr.async_get(coordinator.hass)
    device = registry.async_get_device_by_identifier(
        coordinator.identifier(tally.camera), coordinator.entry.entry_id
    )
    camera = device and (device.name_by_user or device.name)
    counted = (
        _kind_name(coordinator.hass, tally.name) if isinstance(tally.name, Kind) else tally.name
    )
    return f"{camera or tally.camera} {counted}"


def _kind_name(hass: HomeAssistant, kind: Kind) -> str:
    """Return an event's name in the language of Home Assistant, as its event entity shows it."""
    stream = next(stream for stream, kinds in STREAMS.items() if kind in kinds)
    path = f"entity.event.{stream}.state_attributes.event_type.state.{kind}"
    texts = async_get_cached_translations(hass, hass.config.language, "entity", DOMAIN)
    return texts.get(f"component.{DOMAIN}.{path}", kind)
