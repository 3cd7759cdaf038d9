"""Turn specs into pictures, in a process of its own (see ``files``), which imports nothing of ours.

Reads one JSON object ``{"specs": [...], "format": "svg" | "png", "scale": 2}`` and writes a JSON list of base64. The
converter holds a JavaScript engine and every font of the machine (some 100 MB), which a web worker should not keep.
"""

from __future__ import annotations

import base64
import json
import sys
from pathlib import Path
from typing import Any

import vl_convert

VEGA_LITE = "6.4"
FONT_FOLDERS = ("/usr/share/fonts/opentype/noto", "/usr/share/fonts/noto-cjk", "/usr/local/share/fonts")


def _drawn(spec: dict[str, Any], file_format: str, scale: float) -> bytes:
    if file_format == "svg":
        return vl_convert.vegalite_to_svg(spec, vl_version=VEGA_LITE, allowed_base_urls=[]).encode()
    return vl_convert.vegalite_to_png(spec, vl_version=VEGA_LITE, scale=scale, allowed_base_urls=[])


def main() -> None:
    """Convert what standard input holds."""
    for folder in FONT_FOLDERS:
        if Path(folder).is_dir():
            vl_convert.register_font_directory(folder)
    asked = json.load(sys.stdin)
    drawn = [_drawn(spec, asked["format"], asked["scale"]) for spec in asked["specs"]]
    json.dump([base64.b64encode(picture).decode() for picture in drawn], sys.stdout)


if __name__ == "__main__":
    main()
