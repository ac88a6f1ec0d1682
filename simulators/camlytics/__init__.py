"""Simulator of the Windows app Camlytics: its local REST API, its webhooks, and a scene that makes events."""

from simulators.camlytics.assumptions import Assumptions
from simulators.camlytics.simulator import CamlyticsSimulator

__all__ = ["Assumptions", "CamlyticsSimulator"]
