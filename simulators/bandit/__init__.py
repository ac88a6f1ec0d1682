"""Simulator of the TomTom Bandit action camera: HTTP, backchannel, viewfinder and preview."""

from simulators.bandit.assumptions import Assumptions
from simulators.bandit.camera import BanditCamera

__all__ = ["Assumptions", "BanditCamera"]
