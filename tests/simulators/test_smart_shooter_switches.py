"""What the simulator's switches do not take."""

import re

import pytest

from simulators.__main__ import load
from simulators.cli import serve
from simulators.smart_shooter import Assumptions, SmartShooter
from simulators.switches import SwitchError, read_assumptions


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--publisher", "99999"], "argument --publisher: 0 to 65535, not '99999'"),
        (["--server", "-1"], "argument --server: 0 to 65535, not '-1'"),
        (["--spares", "501"], "argument --spares: 0 to 500, not '501'"),
        (["--nodes", "0"], "argument --nodes: 1 to 500, not '0'"),
        (["--latency", "-500"], "argument --latency: 0 to 60000, not '-500'"),
        (["--jitter", "nan"], "argument --jitter: 0 to 60000, not 'nan'"),
        (["--activity", "inf"], "argument --activity: 0 to 86400, not 'inf'"),
        (["--drain", "soon"], "argument --drain: 0 to 86400, not 'soon'"),
        (["--assume", "liveview_width=0"], "assumption liveview_width: 16 to 4096, not 0"),
        (["--fault", "late_reply=nan"], "fault late_reply: seconds have to end"),
        (["--fault", "restart=inf"], "fault restart: seconds have to end"),
        (["--fault", "kill=-1"], "fault kill: seconds cannot be negative"),
        (["--fault", "garbage=0"], "fault garbage: must be 1 or more"),
        (["--fault", "huge_message=1000000001"], "fault huge_message: 1000000000 bytes at most"),
    ],
)
def test_values_out_of_range_are_refused_in_a_line(
    arguments: list[str], complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as refused:
        serve(load("smart_shooter"), arguments)
    assert refused.value.code == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.splitlines()[-1] == f"python -m simulators smart_shooter: error: {complaint}"


@pytest.mark.parametrize(
    ("name", "lowest", "highest", "beyond"),
    [
        ("network_ping", 0, 86_400, ("-1", "86401", "nan")),
        ("node_updated", 0, 86_400, ("-1", "86401", "nan")),
        ("liveview_width", 16, 4096, ("-5", "15", "100000000")),
        ("liveview_quality", 1, 95, ("0", "300")),
        ("liveview_fps", 1, 60, ("0", "61")),
        ("frames_per_update", 1, 1000, ("0", "1001")),
        ("first_number", 0, 2**32 - 1, ("-5", str(2**32))),
        ("publisher_hwm", 0, 1_000_000, ("-3", "1000001")),
    ],
)
def test_numbers_that_are_assumed_have_a_range(
    name: str, lowest: int, highest: int, beyond: tuple[str, ...]
) -> None:
    for value in (lowest, highest):
        assume = read_assumptions(Assumptions, [f"{name}={value}"])
        assert getattr(assume, name) == value
    for text in beyond:
        with pytest.raises(SwitchError, match=f"^assumption {name}: {lowest} to {highest}, not"):
            read_assumptions(Assumptions, [f"{name}={text}"])


@pytest.mark.parametrize("which", ["99", "0", "-1", "C099", "Nobody|Phantom|0"])
async def test_faults_of_a_camera_that_there_is_not(which: str) -> None:
    complaint = re.escape(f"there is no camera '{which}'")
    with pytest.raises(SwitchError, match=complaint):
        SmartShooter(cameras=2, faults=[("missed_shot", which)])
    async with SmartShooter(cameras=2) as rig:
        with pytest.raises(SwitchError, match=complaint):
            await rig.set_fault("stuck_at_camera", which)
        assert "stuck_at_camera" not in rig.faults
        for known in (None, "", "2", "C002", rig.keys[1]):
            await rig.set_fault("stuck_at_camera", known)
