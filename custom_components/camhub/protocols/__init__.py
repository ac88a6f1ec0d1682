"""The systems camhub speaks to: each folder here is one and declares its `PROTOCOL`."""

from importlib import import_module
from pkgutil import iter_modules

from .declaration import Protocol

PROTOCOLS: dict[str, Protocol] = {
    module.name: import_module(f"{__name__}.{module.name}").PROTOCOL
    for module in iter_modules(__path__)
    if module.ispkg
}
"""The systems by name, found by looking: a new folder is a new system."""
