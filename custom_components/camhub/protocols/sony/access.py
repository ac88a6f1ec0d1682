"""Unlocking what some cameras lock, with the developer's key pair that the user has got from the maker.

Source: what clients of the API do (service `accessControl`, method `actEnableMethods` 1.0);
cameras seen to lock: DSC-QX10, HDR-AS15, DSC-WX350. No key is shipped.
"""

import base64
import hashlib
import logging
from collections.abc import Iterable, Mapping
from typing import Any

from ...link.errors import BadData
from .rpc import Rpc
from .wire import ApiError

_LOGGER = logging.getLogger(__name__)

SERVICE = "accessControl"


async def unlock(rpc: Rpc, options: Mapping[str, Any], methods: Iterable[str]) -> bool:
    """Unlock the methods (`service/method`) with the key pair of the options; return whether it was.

    Nothing is asked where the camera locks nothing or the user has given no pair.
    """
    name, number, key = (
        str(options.get(f"developer_{part}") or "") for part in ("name", "id", "key")
    )
    if not (number and key) or not rpc.serves(SERVICE):
        return False
    try:
        match await rpc.ask("actEnableMethods", _pair("", "", "", ""), service=SERVICE):
            case [{"dg": str(nonce)}]:
                signature = sign(key, nonce)
            case _:
                return False
        pair = _pair(":".join(sorted(methods)), name, number, signature)
        await rpc.ask("actEnableMethods", pair, service=SERVICE)
    except (ApiError, BadData) as error:
        _LOGGER.warning("The camera does not take the developer's key pair: %s", error)
        return False
    return True


def sign(key: str, nonce: str) -> str:
    """Return what proves that we have the key: SHA-256 of key and nonce, in base 64."""
    return base64.b64encode(hashlib.sha256((key + nonce).encode()).digest()).decode()


def _pair(methods: str, name: str, number: str, signature: str) -> dict[str, str]:
    return {"methods": methods, "developerName": name, "developerID": number, "sg": signature}
