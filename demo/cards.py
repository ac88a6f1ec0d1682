"""The cards that the dashboard's views are made of."""

from collections.abc import Mapping
from typing import Any

type Card = dict[str, Any]


def tile(entity: str, name: str | None = None, **more: Any) -> Card:
    """Return a tile; without a name it has the entity's."""
    named = {} if name is None else {"name": name}
    return {"type": "tile", "entity": entity, **named, **more}


def press(entity: str, **more: Any) -> Card:
    """Return a tile that presses a button wherever it is touched."""
    action = {
        "action": "perform-action",
        "perform_action": "button.press",
        "target": {"entity_id": entity},
    }
    return tile(entity, tap_action=action, icon_tap_action=action, hide_state=True, **more)


def choose(entity: str, name: str) -> Card:
    """Return a tile with the list of a select's values below it."""
    return tile(entity, name, features=[{"type": "select-options"}])


def section(title: str, icon: str, *cards: Card, **more: Any) -> Card:
    """Return a section of a view: cards below a heading."""
    heading = {"type": "heading", "heading": title, "icon": icon}
    return {"type": "grid", "cards": [heading, *cards], **more}


def wide(card: Mapping[str, Any], columns: int = 12, rows: int | str = "auto") -> Card:
    """Return the card as wide as that many of a section's twelve columns."""
    return {**card, "grid_options": {"columns": columns, "rows": rows}}
