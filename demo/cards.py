"""The cards that the dashboard's views are made of."""

from typing import Any

type Card = dict[str, Any]


def tile(entity: str, name: str, **more: Any) -> Card:
    """Return a tile that shows a state."""
    return {"type": "tile", "entity": entity, "name": name, **more}


def press(button: str, name: str, color: str) -> Card:
    """Return a tile that presses a button wherever it is touched."""
    action = {
        "action": "perform-action",
        "perform_action": "button.press",
        "target": {"entity_id": button},
    }
    more = {"tap_action": action, "icon_tap_action": action, "hide_state": True}
    return tile(button, name, color=color, **more)


def only_while_available(card: Card) -> Card:
    """Return a tile that is not there while its entity is unavailable."""
    condition = {"condition": "state", "entity": card["entity"], "state_not": "unavailable"}
    return card | {"visibility": [condition]}


def slide(number: str, name: str) -> Card:
    """Return a tile with a slider beside the name."""
    return tile(
        number,
        name,
        features=[{"type": "numeric-input", "style": "slider"}],
        features_position="inline",
        grid_options={"columns": 12},
    )


def choose(select: str, name: str) -> Card:
    """Return a tile with a list of values to choose from beside the name."""
    return tile(
        select,
        name,
        hide_state=True,
        features=[{"type": "select-options"}],
        features_position="inline",
        grid_options={"columns": 12},
    )


def live_view(camera: str) -> Card:
    """Return the moving picture of a camera."""
    return {
        "type": "picture-entity",
        "entity": camera,
        "camera_view": "live",
        "show_name": False,
        "show_state": False,
    }


def section(title: str, icon: str, *cards: Card) -> Card:
    """Return a section of a view: cards below a heading."""
    heading = {"type": "heading", "heading": title, "icon": icon}
    return {"type": "grid", "cards": [heading, *cards]}


def subheading(title: str, icon: str) -> Card:
    """Return a heading within a section."""
    return {"type": "heading", "heading": title, "icon": icon, "heading_style": "subtitle"}
