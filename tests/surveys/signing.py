"""Sign links for the tests as the documentation's own Python example does."""

from __future__ import annotations

import base64
import importlib.util
import json
import os
import time
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

EXAMPLES = Path(__file__).resolve().parents[2] / "docs" / "examples"


def _example() -> Any:
    spec = importlib.util.spec_from_file_location("signed_link", EXAMPLES / "signed-link.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


example = _example()


def claims(**differ: Any) -> dict[str, Any]:
    """Claims of a good link; a claim given as None is left out."""
    now = int(time.time())
    usual = {"aud": "exit", "sub": "C-1", "jti": "leaving-1", "iat": now, "exp": now + 3600, "state": "cancelled"}
    return {name: value for name, value in (usual | differ).items() if value is not None}


def link(key: Any, said: dict[str, Any] | None = None, survey: str = "exit", frame: str = "") -> str:
    """The path of a link that a host signs with a key: what the example makes, without the site."""
    path = example.signed_link("", survey, key.name, key.secret, said or claims())
    return path.replace("/c/", "/embed/c/") if frame else path


def sealed(key: Any, text: bytes, header: bytes | None = None) -> str:
    """A link around any bytes, under any header."""
    named = header or json.dumps({"alg": "dir", "enc": "A256GCM", "kid": key.name}).encode()
    protected, nonce = _url(named), os.urandom(12)
    both = AESGCM(bytes.fromhex(key.secret)).encrypt(nonce, text, protected.encode())
    return f"/s/exit/c/{protected}..{_url(nonce)}.{_url(both[:-16])}.{_url(both[-16:])}/"


def _url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
