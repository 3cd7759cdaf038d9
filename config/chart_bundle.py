"""Build the script that draws charts in pages: Vega, Vega-Lite and Vega-Embed, from the pinned vl-convert-python.

    .venv/bin/python config/chart_bundle.py

It is built by set-up, not kept in the repository, and needs no network. Its first line names what it was built from,
so that a second run, and every start of the server, costs a look at one line.
"""

import os
from importlib.metadata import version
from pathlib import Path

BUNDLE = Path(__file__).resolve().parent.parent / "static" / "built" / "vega.js"
SNIPPET = "window.vegaEmbed = vegaEmbed;"


def build(bundle: Path = BUNDLE) -> bool:
    """Write the bundle unless it is the one of the installed version; return whether it was written."""
    heading = f"// Built by config/chart_bundle.py from vl-convert-python {version('vl-convert-python')}\n"
    if bundle.exists():
        with bundle.open(encoding="utf-8") as file:
            if file.readline() == heading:
                return False
    import vl_convert

    bundle.parent.mkdir(parents=True, exist_ok=True)
    partial = bundle.with_suffix(f".{os.getpid()}.partial")
    partial.write_text(heading + vl_convert.javascript_bundle(SNIPPET), encoding="utf-8")
    partial.replace(bundle)
    return True


if __name__ == "__main__":
    build()
