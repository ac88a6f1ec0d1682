"""Let the test harness for Home Assistant 2026.10 run on 2026.11 too.

Loaded by ``-p tests._early`` (see pyproject.toml), which pytest honours before it loads the
plugins of installed packages. Two things must happen that early:

* Home Assistant is imported first. It installs its replacements for httpx and voluptuous and
  refuses to once the originals are there, and the harness imports respx, hence httpx.
* A helper of the logger integration is put back where the harness looks for it. Importing any
  integration before the harness made its replacements would freeze the originals into it, so
  these come in between.

On 2026.10 the harness does the first two by itself and the last finds nothing to do.
"""

import homeassistant  # noqa: F401

from pytest_homeassistant_custom_component import (  # isort: skip
    patch_json,  # noqa: F401
    patch_recorder,  # noqa: F401
    patch_time,  # noqa: F401
)

from homeassistant.components import logger  # isort: skip
from homeassistant.components.logger import helpers  # isort: skip

_NAME = "_clear_logger_overwrites"

if not hasattr(logger, _NAME):
    setattr(logger, _NAME, getattr(helpers, _NAME))
