"""Every model that can be simulated."""

from collections.abc import Mapping

from simulators.sony.profile import Profile
from simulators.sony.profiles_application import APPLICATION_PROFILES
from simulators.sony.profiles_built_in import BUILT_IN_PROFILES

PROFILES: Mapping[str, Profile] = {**APPLICATION_PROFILES, **BUILT_IN_PROFILES}
"""Models by the name they are asked for by."""
