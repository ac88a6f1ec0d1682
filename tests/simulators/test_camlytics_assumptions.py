"""What nobody knows of Camlytics, answered in the other way."""

from datetime import UTC, datetime

import pytest

from tests.simulators.camlytics_client import app_and_client, receiving


@pytest.fixture(autouse=True)
def sockets(socket_enabled: None) -> None:
    """Let these tests use the machine's own network."""


async def test_bounds_the_other_way() -> None:
    assume = {
        "since_id": "inclusive",
        "until_id": "exclusive",
        "since_time": "exclusive",
        "until_time": "inclusive",
    }
    async with app_and_client(assume=assume) as (app, client):
        for second in range(4):
            app.raise_event("ObjectAppear", time=f"2022-01-19T12:00:0{second}")
        assert await client.ids(sinceId=3) == [3, 4]
        assert await client.ids(untilId=3) == [1, 2]
        assert await client.ids(sinceTime="2022-01-19T12:00:02") == [4]
        assert await client.ids(untilTime="2022-01-19T12:00:02") == [1, 2, 3]


async def test_no_offsets_in_times() -> None:
    async with app_and_client(assume={"offset": "refused"}) as (app, client):
        app.raise_event("ObjectAppear")
        assert await client.ids(sinceTime="2022-01-19") == [1]
        assert (await client.fetch("events", sinceTime="2022-01-19T12:00:00Z")).status == 400


async def test_nothing_ever_waits() -> None:
    async with app_and_client(assume={"hold": "at_once"}) as (app, client):
        assert await client.events(timeout=30) == []
        assert (app.request_count, app.poll_count) == (1, 0)


async def test_waiting_unasked_but_not_for_long() -> None:
    async with app_and_client(assume={"timeout_default": 30.0, "timeout_cap": 0.2}) as (
        app,
        client,
    ):
        assert await client.events() == await client.events(timeout=30) == []
        assert app.poll_count == 2


async def test_another_limit() -> None:
    async with app_and_client(assume={"limit_default": 3}) as (app, client):
        for _ in range(5):
            app.raise_event("ObjectAppear")
        assert await client.ids() == [1, 2, 3]


@pytest.mark.parametrize(
    "bad",
    [
        {"limit": 0},
        {"limit": "many"},
        {"timeout": -1},
        {"timeout": "nan"},
        {"sinceId": "x"},
        {"untilId": 1.5},
        {"sinceTime": "yesterday"},
        {"untilTime": "2022-13-01T00:00:00"},
        {"order": "newest"},
    ],
)
async def test_bad_parameters_are_refused_or_ignored(bad: dict[str, object]) -> None:
    async with app_and_client() as (app, client):
        app.raise_event("ObjectAppear")
        assert (await client.fetch("events", **bad)).status == 400
    async with app_and_client(assume={"bad_parameter": "ignored"}) as (app, client):
        app.raise_event("ObjectAppear")
        assert await client.ids(**bad) == [1]


async def test_the_headers_of_answers() -> None:
    async with app_and_client() as (_, client):
        headers = (await client.fetch("channels")).headers
        assert headers["Content-Type"] == "application/json"
        assert "Access-Control-Allow-Origin" not in headers
        assert (await client.fetch("snapshots")).status == 404
    for kind in ("application/json; charset=utf-8", "text/plain"):
        assume = {"content_type": kind, "cors": "*", "unknown_path": 400, "keep_alive": False}
        async with app_and_client(assume=assume) as (_, client):
            headers = (await client.fetch("channels")).headers
            assert headers["Content-Type"] == kind
            assert headers["Access-Control-Allow-Origin"] == "*"
            assert headers["Connection"] == "close"
            assert (await client.fetch("snapshots")).status == 400


async def test_names_of_channels_and_the_order_of_keys() -> None:
    assume = {"channel_name": "string", "key_order": "shuffled"}
    async with (
        receiving() as receiver,
        app_and_client(assume=assume, webhook=receiver.url) as (
            app,
            client,
        ),
    ):
        for _ in range(5):
            app.raise_event("ObjectAppear", 1)
        await app.posted(5)
        for rows in (await client.events(), receiver.messages):
            assert {row["channel_name"] for row in rows} == {"Entrance"}
            assert len({tuple(row) for row in rows}) > 1
            assert len({frozenset(row) for row in rows}) == 1


@pytest.mark.parametrize(
    ("wording", "crossed", "joined"),
    [
        ("documented", "Line crossed", "Zone joined"),
        ("crossed_line", "Crossed line", "Zone joined"),
        ("translated", "Linie überquert", "Zone betreten"),
    ],
)
async def test_what_events_are_called(wording: str, crossed: str, joined: str) -> None:
    async with (
        receiving() as receiver,
        app_and_client(assume={"event_name": wording}, webhook=receiver.url) as (app, _),
    ):
        for kind in ("TripwireCrossed", "RegionJoin", "Motion ON"):
            app.raise_event(kind)
        await app.posted(3)
        names = {message["event_type"]: message["event_name"] for message in receiver.messages}
        assert names == {"TripwireCrossed": crossed, "RegionJoin": joined, "Motion ON": "Motion ON"}
        assert app.fire_hourly()[0]["event_type_aggregate"][0]["event_name"] == crossed


async def test_webhooks_without_the_keys_of_what_there_is_not() -> None:
    async with (
        receiving() as receiver,
        app_and_client(assume={"object_less": "missing"}, webhook=receiver.url) as (app, _),
    ):
        for kind in ("TripwireCrossed", "ObjectAppear", "MotionInRegionOff", "Sabotage"):
            app.raise_event(kind)
        await app.posted(4)
        by_type = {message["event_type"]: set(message) for message in receiver.messages}
        of_object, of_rule = {"object_id", "event_origin"}, {"rule_id", "rule_name"}
        everything = by_type["TripwireCrossed"]
        assert len(everything) == 9
        assert everything - by_type["ObjectAppear"] == of_rule
        assert everything - by_type["MotionInRegionOff"] == of_object
        assert everything - by_type["Sabotage"] == of_object | of_rule


async def test_aggregates_that_list_every_rule() -> None:
    async with app_and_client(channels=1, assume={"zero_rules": "listed"}) as (app, _):
        app.raise_event("TripwireCrossed")
        (body,) = app.fire_hourly()
        told = [(row["rule_name"], row["event_count"]) for row in body["rule_id_aggregate"]]
        assert told == [("Motion detection", 0), ("Enter", 1), ("Exit", 0), ("Waiting area", 0)]


async def test_webhooks_that_are_sent_again() -> None:
    assume = {"webhook_retries": 2, "webhook_retry_delay": 0.01}
    async with (
        receiving() as receiver,
        app_and_client(assume=assume, webhook=receiver.url) as (
            app,
            _,
        ),
    ):
        receiver.status = 500
        app.raise_event("ObjectAppear")
        posts = await app.posted()
        assert [post.attempt for post in posts] == [1, 2, 3]
        assert len(set(receiver.bodies)) == 1
        receiver.status = 302
        app.raise_event("ObjectAppear")
        await app.posted(2)
        assert len(receiver.bodies) == 4


async def test_webhooks_in_turn() -> None:
    assume = {"webhook_order": "in_turn", "webhook_content_type": "application/json; charset=utf-8"}
    async with (
        receiving() as receiver,
        app_and_client(assume=assume, webhook=receiver.url, patience=0.2) as (app, _),
    ):
        receiver.stalls = True
        for number in range(3):
            app.raise_event("ObjectAppear", object_id=number)
        await app.until(lambda: receiver.waiting == 1)
        assert len(receiver.bodies) == 1
        await app.posted(1)
        receiver.stalls = False
        await app.posted(3)
        assert [message["object_id"] for message in receiver.messages] == [0, 1, 2]
        assert receiver.headers[0]["Content-Type"] == "application/json; charset=utf-8"


async def test_webhooks_beside_each_other() -> None:
    async with receiving() as receiver, app_and_client(webhook=receiver.url) as (app, _):
        receiver.stalls = True
        for _number in range(3):
            app.raise_event("ObjectAppear")
        await app.until(lambda: receiver.waiting == 3)
        assert app.post_count == 0


async def test_two_clocks() -> None:
    async with (
        receiving() as receiver,
        app_and_client(assume={"webhook_clock": -1.5}, webhook=receiver.url) as (app, client),
    ):
        app.raise_event("ObjectAppear", time=datetime(2022, 1, 19, 12, 0, 3, tzinfo=UTC))
        await app.posted()
        assert (await client.events())[0]["time"] == "2022-01-19T12:00:03.0000000"
        assert receiver.messages[0]["event_time"] == "2022-01-19T12:00:01.5000000+00:00"
