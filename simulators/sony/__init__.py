"""Simulator of Sony cameras with the Camera Remote API: description, calls, events, live view and contents."""

from simulators.sony.assumptions import Assumptions
from simulators.sony.camera import SonyCamera

__all__ = ["Assumptions", "SonyCamera"]
