"""A port of its own over which another process makes things happen; off unless asked for.

POST takes a JSON object (or nothing) and answers one; 400 with a text where it cannot be done.

    /control/event      {type, channel, rule, object_id, origin, time, via}: what `raise_event` takes
    /control/webhook    {url, kinds}: what `set_webhook` takes
    /control/aggregate  {kind: hourly|daily, since, until}
    /control/fault      {name, value}, or {name, on: false}
    /control/channel    {channel, ...fields} changes one, {add: NAME}, {remove: CHANNEL}
    /control/scene      {rate}
    /control/rest       {on}: the REST API in the application's settings
    /control/restart    {down}: seconds
    /control/wipe       {first_id}

GET /control answers what there is: channels with their rules, the newest event, and counters.
"""

import json
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from aiohttp import web

from simulators.switches import SwitchError

if TYPE_CHECKING:
    from simulators.camlytics.simulator import CamlyticsSimulator

type Order = Callable[[CamlyticsSimulator, dict[str, Any]], Awaitable[Any]]


async def _event(sim: CamlyticsSimulator, order: dict[str, Any]) -> Any:
    return sim.raise_event(order.pop("type"), **order).row(None)


async def _webhook(sim: CamlyticsSimulator, order: dict[str, Any]) -> Any:
    sim.set_webhook(order["url"], *order.get("kinds", ()))


async def _aggregate(sim: CamlyticsSimulator, order: dict[str, Any]) -> Any:
    fire = {"hourly": sim.fire_hourly, "daily": sim.fire_daily}[order.pop("kind", "hourly")]
    return fire(**order)


async def _fault(sim: CamlyticsSimulator, order: dict[str, Any]) -> Any:
    if order.get("on", True):
        sim.set_fault(order["name"], order.get("value"))
    else:
        sim.clear_fault(order["name"])


async def _channel(sim: CamlyticsSimulator, order: dict[str, Any]) -> Any:
    if "add" in order:
        return sim.add_channel(order.pop("add"), **order).row
    if "remove" in order:
        sim.remove_channel(order["remove"])
        return None
    return sim.change_channel(order.pop("channel"), **order).row


async def _scene(sim: CamlyticsSimulator, order: dict[str, Any]) -> Any:
    sim.play(order["rate"])


async def _rest(sim: CamlyticsSimulator, order: dict[str, Any]) -> Any:
    await (sim.start_rest() if order["on"] else sim.stop_rest())


async def _restart(sim: CamlyticsSimulator, order: dict[str, Any]) -> Any:
    await sim.restart(order.get("down", 0.0))


async def _wipe(sim: CamlyticsSimulator, order: dict[str, Any]) -> Any:
    sim.wipe(order.get("first_id", 1))


ORDERS: dict[str, Order] = {
    "event": _event,
    "webhook": _webhook,
    "aggregate": _aggregate,
    "fault": _fault,
    "channel": _channel,
    "scene": _scene,
    "rest": _rest,
    "restart": _restart,
    "wipe": _wipe,
}


class Control:
    """Answers on the control port."""

    def __init__(self, simulator: CamlyticsSimulator) -> None:
        self._simulator = simulator

    async def serve(self, request: web.BaseRequest) -> web.StreamResponse:
        """Carry out one order."""
        if request.method == "GET" and request.path == "/control":
            return web.json_response(self._state())
        order = ORDERS.get(request.path.removeprefix("/control/"))
        if request.method != "POST" or order is None:
            return web.Response(status=404)
        try:
            text = await request.text()
            result = await order(self._simulator, json.loads(text) if text else {})
        except (SwitchError, KeyError, TypeError, ValueError, AttributeError) as error:
            return web.Response(status=400, text=f"{type(error).__name__}: {error}")
        return web.json_response({"result": result})

    def _state(self) -> dict[str, Any]:
        sim = self._simulator
        return {
            "channels": [
                channel.row
                | {
                    "rules": [
                        {"rule_id": rule.rule_id, "name": rule.name, "place": rule.place.value}
                        for rule in channel.rules
                    ]
                }
                for channel in sim.channels
            ],
            "last_event": sim.events[-1].row(None) if sim.events else None,
            "events": len(sim.events),
            "requests": sim.request_count,
            "holding": sim.holding,
            "posts": sim.post_count,
        }
