"""The numbers of the events: what was lost shows, and is caught up with in measure."""

import pytest

from custom_components.camhub.protocols.smart_shooter.gaps import (
    FIRST_PAUSE,
    LAST_PAUSE,
    QUIET,
    Gaps,
    Verdict,
)

LIVENESS = 15.0


def after(*numbers: int) -> Gaps:
    gaps = Gaps()
    for number in numbers:
        gaps.count(number)
    return gaps


@pytest.mark.parametrize(
    "numbers", [(7,), (7, 8, 9), (7, 7, 7), (0, 0), (2**32 - 1, 0, 1)], ids=str
)
def test_numbers_that_go_on_show_nothing(numbers: tuple[int, ...]) -> None:
    gaps = after(*numbers)
    assert gaps.due(now=100.0) is None
    assert gaps.wait(100.0, LIVENESS) == LIVENESS


@pytest.mark.parametrize(
    ("numbers", "verdict"),
    [
        ((7, 9), Verdict.GAP),
        ((7, 9, 10), Verdict.GAP),
        ((25_030, 1), Verdict.RESTARTED),
        ((7, 9, 1), Verdict.RESTARTED),
        ((7, 1, 3), Verdict.RESTARTED),
    ],
    ids=str,
)
def test_numbers_that_are_missing_and_numbers_that_begin_anew(
    numbers: tuple[int, ...], verdict: Verdict
) -> None:
    gaps = after(*numbers)
    assert gaps.wait(100.0, LIVENESS) == 0.0
    assert gaps.due(100.0) is verdict
    assert gaps.due(200.0) is None


def test_only_the_first_lost_event_calls_for_a_catch_up() -> None:
    gaps = after(1)
    assert [gaps.count(number) for number in (2, 4, 6, 7, 9)] == [False, True, False, False, False]
    gaps.due(100.0)
    assert gaps.count(11)


def test_events_that_were_lost_on_our_side_are_a_gap() -> None:
    gaps = after(1)
    gaps.lost()
    assert gaps.due(100.0) is Verdict.GAP
    restarted = after(2, 1)
    restarted.lost()
    assert restarted.due(100.0) is Verdict.RESTARTED


def test_gaps_that_go_on_are_caught_up_with_ever_more_rarely() -> None:
    gaps, now, pauses = after(1, 3), 100.0, []
    for _ in range(12):
        assert gaps.due(now) is Verdict.GAP
        gaps.lost()
        pauses.append(gaps.wait(now, otherwise=1e9))
        assert gaps.due(now + pauses[-1] / 2) is None, "it is too soon"
        now += pauses[-1]
    assert pauses == [FIRST_PAUSE, 2, 4, 8, 16, 32, *[LAST_PAUSE] * 6]


def test_gaps_that_have_become_rare_are_caught_up_with_at_once_again() -> None:
    gaps, now = after(1, 3), 100.0
    for _ in range(4):
        gaps.lost()
        now += gaps.wait(now, otherwise=1e9)
        assert gaps.due(now) is Verdict.GAP
    now += LAST_PAUSE + QUIET
    gaps.lost()
    assert gaps.wait(now, LIVENESS) == 0.0
    assert gaps.due(now) is Verdict.GAP
    gaps.lost()
    assert gaps.wait(now, LIVENESS) == FIRST_PAUSE


def test_a_catch_up_that_is_far_off_does_not_hold_up_the_liveness_request() -> None:
    gaps, now = after(1, 3), 100.0
    for _ in range(9):
        assert gaps.due(now) is Verdict.GAP
        gaps.lost()
        assert gaps.wait(now, LIVENESS) <= LIVENESS
        now += gaps.wait(now, otherwise=1e9)
