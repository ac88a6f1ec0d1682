"""The form of an entry's options: what it offers, what it takes, and what follows from it."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest
from homeassistant.config_entries import ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, InvalidData
from homeassistant.helpers.selector import SelectSelector
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.camhub.forms import MAX_NAME
from custom_components.camhub.protocols import PROTOCOLS
from custom_components.camhub.protocols.declaration import Field, FieldKind
from tests.home import until
from tests.installation import House, Installation, house, protocol_of

OPTIONS = (
    Field("zone", FieldKind.ZONE),
    Field("entrances", FieldKind.RULES, default=("Enter",)),
    Field("exits", FieldKind.RULES, default=("Exit",)),
    Field(
        "counted_classes",
        FieldKind.CHOICES,
        default=("person", "unknown"),
        choices=("person", "vehicle", "unknown"),
    ),
    Field("local_only", FieldKind.BOOLEAN, default=True),
)

DEFAULTS = {
    "entrances": ["Enter"],
    "exits": ["Exit"],
    "counted_classes": ["person", "unknown"],
    "local_only": True,
}


@pytest.fixture
async def home(hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[House]:
    """Set a system up that has an option of each of these kinds."""
    installation = Installation()
    protocol = protocol_of(installation, options=OPTIONS)
    monkeypatch.setitem(PROTOCOLS, "installation", protocol)
    async with house(hass, installation) as home:
        yield home


async def form(home: House) -> ConfigFlowResult:
    """Return the form."""
    return await home.hass.config_entries.options.async_init(home.entry.entry_id)


async def submit(
    home: House, shown: ConfigFlowResult, entered: Mapping[str, Any]
) -> ConfigFlowResult:
    done = await home.hass.config_entries.options.async_configure(shown["flow_id"], dict(entered))
    await home.hass.async_block_till_done()
    return done


async def choose(home: House, **entered: Any) -> None:
    """Fill the form in, and what is not named as it is."""
    done = await submit(home, await form(home), DEFAULTS | entered)
    assert done["type"] is FlowResultType.CREATE_ENTRY


async def offered(home: House, name: str) -> list[str]:
    """Return what can be chosen in a field of the form."""
    shown = await form(home)
    home.hass.config_entries.options.async_abort(shown["flow_id"])
    assert shown["data_schema"] is not None
    selector = shown["data_schema"].schema[name]
    assert isinstance(selector, SelectSelector)
    return [str(option) for option in selector.config["options"]]


async def test_a_zone_is_chosen_from_all_there_are(home: House) -> None:
    zones = await offered(home, "zone")

    assert zones == sorted(zones)
    assert {"Europe/Berlin", "America/Sao_Paulo", "UTC"} <= set(zones)

    await choose(home, zone="Europe/Berlin")
    assert home.entry.options["zone"] == "Europe/Berlin"

    # Nothing chosen is Home Assistant's own.
    await choose(home)
    assert "zone" not in home.entry.options


@pytest.mark.parametrize(
    "wrong",
    [
        {"zone": "Middle-earth/Shire"},
        {"counted_classes": ["person", "hobbit"]},
        {"counted_classes": "person"},
        {"entrances": "Enter"},
        {"entrances": [7]},
    ],
)
async def test_what_there_is_not_is_refused(home: House, wrong: dict[str, Any]) -> None:
    shown = await form(home)

    with pytest.raises(InvalidData):
        await submit(home, shown, DEFAULTS | wrong)
    home.hass.config_entries.options.async_abort(shown["flow_id"])


async def test_names_are_offered_that_the_system_knows(home: House) -> None:
    assert await offered(home, "entrances") == ["Enter", "Yard"]
    assert await offered(home, "exits") == ["Enter", "Exit", "Yard"]


async def test_names_are_offered_that_were_chosen(hass: HomeAssistant, home: House) -> None:
    await choose(home, exits=["Back door"])

    assert await offered(home, "exits") == ["Back door", "Enter", "Exit", "Yard"]
    assert await offered(home, "entrances") == ["Enter", "Yard"]
    # What a system knows is not known while it is not loaded.
    await hass.config_entries.async_unload(home.entry.entry_id)
    assert await offered(home, "exits") == ["Back door", "Exit"]


async def test_names_are_kept_once_and_as_they_are_called(home: House) -> None:
    await choose(home, exits=[" Back door", "Yard", "Back door ", "", "x" * 1000])

    assert home.entry.options["exits"] == ["Back door", "Yard", "x" * MAX_NAME]


async def test_none_may_be_chosen(home: House) -> None:
    await choose(home, entrances=[], counted_classes=[])

    assert home.entry.options["entrances"] == []
    assert home.entry.options["counted_classes"] == []
    shown = await form(home)
    assert shown["data_schema"] is not None
    suggested = {
        marker.schema: marker.description["suggested_value"]
        for marker in shown["data_schema"].schema
        if marker.description
    }
    assert suggested["entrances"] == []
    home.hass.config_entries.options.async_abort(shown["flow_id"])


async def test_an_option_has_its_effect_at_once(home: House) -> None:
    coordinator = home.entry.runtime_data

    await choose(home, entrances=["Yard"])

    await until(lambda: home.installation.resyncs)
    assert home.entry.runtime_data is coordinator


async def test_what_changes_where_calls_come_from_loads_the_entry_anew(home: House) -> None:
    coordinator = home.entry.runtime_data

    await choose(home, local_only=False)

    await until(lambda: home.entry.runtime_data is not coordinator)
    assert home.installation.resyncs == 0


async def test_a_browser_can_show_the_form(
    home: House, hass_client: ClientSessionGenerator
) -> None:
    assert await async_setup_component(home.hass, "config", {})
    browser = await hass_client()

    answer = await browser.post(
        "/api/config/config_entries/options/flow", json={"handler": home.entry.entry_id}
    )

    assert answer.status == 200
    shown = await answer.json()
    fields = {field["name"]: field for field in shown["data_schema"]}
    assert list(fields) == [field.name for field in OPTIONS]
    assert fields["exits"]["selector"]["select"]["custom_value"] is True
    assert fields["exits"]["default"] == ["Exit"]
    assert fields["counted_classes"]["selector"]["select"]["multiple"] is True
    home.hass.config_entries.options.async_abort(shown["flow_id"])
