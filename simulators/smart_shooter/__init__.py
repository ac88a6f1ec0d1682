"""Simulator of Smart Shooter and CaptureGRID, versions 3 to 6: the External API's two sockets and a rig of cameras."""

from simulators.smart_shooter.assumptions import Assumptions
from simulators.smart_shooter.rig import SmartShooter

__all__ = ["Assumptions", "SmartShooter"]
