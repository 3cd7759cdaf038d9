"""The small words that turn a phrase: denial, praise, trouble since solved, another party, contrast.

They stand in data/cues.toml, one line a cue, Simplified Chinese and English together.
"""

import tomllib

from causes.normalise import DATA

_BLOCKS: dict[str, str] = tomllib.loads((DATA / "cues.toml").read_text(encoding="utf-8"))
KINDS = tuple(_BLOCKS)


def cues() -> list[tuple[str, str]]:
    """Return every (cue, kind)."""
    return [(line, kind) for kind, block in _BLOCKS.items() for line in block.split("\n") if line]
