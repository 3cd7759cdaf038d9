"""The codebook: the causes with labels, definitions and phrases."""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from causes.findings import LANGUAGES
from causes.normalise import DATA

if TYPE_CHECKING:
    from causes.layer import Layer

SHIPPED = DATA / "codebook.toml"
MODEL = DATA / "model.npz"
NO_REASON = "unclear"
ASPECT = "~ "  # a phrase with this prefix is a bare aspect word: it counts only without praise or denial


@dataclass(frozen=True, slots=True)
class Cause:
    """One cause: its names, when it is and is not given, and what people say for it, by language."""

    key: str
    labels: Mapping[str, str]
    definition: Mapping[str, str]
    not_when: Mapping[str, str]
    phrases: Mapping[str, tuple[str, ...]]
    fixable: bool | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Codebook:
    """The causes in order; `digest` names this codebook together with the model and the layer that read by it."""

    causes: dict[str, Cause]
    digest: str = field(default="")
    layer: "Layer | None" = None  # what the installation learned on top of the shipped model

    def __post_init__(self) -> None:
        if not self.digest:
            learned = self.layer.digest if self.layer else ""
            object.__setattr__(self, "digest", _digest(self.causes, learned))

    def label(self, key: str, language: str) -> str:
        """Return the name of a cause in a language ("en", "zh-Hans", "zh-Hant"); English when it has none."""
        labels = self.causes[key].labels
        return labels.get(language) or labels["en"]


def load_codebook(path: Path | None = None) -> Codebook:
    """Read a codebook from TOML; without a path the shipped one, read once.

    Raises ValueError naming the cause when a label is missing.

    >>> load_codebook().label("price", "zh-Hans")
    '价格'
    """
    return _shipped() if path is None else _read(path)


@cache
def _shipped() -> Codebook:
    return _read(SHIPPED)


def _read(path: Path) -> Codebook:
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    return Codebook({key: _cause(key, entry) for key, entry in raw.items()})


def _cause(key: str, entry: dict) -> Cause:
    if "en" not in entry.get("label", {}):
        raise ValueError(f"cause {key!r} has no English label")
    phrases = {
        language: tuple(line.strip() for line in block.split("\n") if line.strip())
        for language, block in entry.get("phrases", {}).items()
        if language in LANGUAGES
    }
    return Cause(
        key, entry["label"], entry.get("definition", {}), entry.get("not_when", {}), phrases, entry.get("fixable")
    )


def _digest(causes: dict[str, Cause], layer: str) -> str:
    """Return the identity of causes, model and layer: the same words with another model is another reading."""
    sha = hashlib.sha256((causes_digest(causes) + layer).encode())
    if MODEL.exists():
        sha.update(MODEL.read_bytes())
    return sha.hexdigest()


def causes_digest(causes: dict[str, Cause]) -> str:
    """Return the SHA-256 of what the engine reads in a codebook: the keys, their order and their phrases."""
    sha = hashlib.sha256()
    for key, cause in causes.items():
        sha.update(f"\x1d{key}".encode())
        for language in LANGUAGES:
            sha.update("\x1e".join(cause.phrases.get(language, ())).encode("utf-8", "surrogatepass"))
    return sha.hexdigest()
