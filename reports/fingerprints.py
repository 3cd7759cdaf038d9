"""What makes two answers the same: what a person said of one holds for the other."""

from __future__ import annotations

import hashlib

from causes.normalise import fold


def fingerprint(text: str) -> str:
    """Return the same for texts that read the same: case, width, script and outer space aside.

    >>> fingerprint("匯出壞了") == fingerprint(" 汇出坏了 ")
    True
    """
    folded = " ".join(fold(text).text.split())
    return hashlib.sha256(folded.encode("utf-8", "replace")).hexdigest()[:32]
