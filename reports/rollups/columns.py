"""Columns of a rollup: arrays, and text kept as codes into its values; packed into bytes and joined again."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

# Several keys in one text column: the causes or the reasons of one answer.
SEPARATOR = "\x1f"

Array = NDArray[Any]


@dataclass(frozen=True)
class Coded:
    """A column of text: ``codes`` (n) into ``values``. Code 0 is the empty text, which stands for not recorded."""

    codes: Array
    values: tuple[str, ...] = ("",)

    def code(self, value: str) -> int:
        """Return the code of a value, -1 when no row has it."""
        return self.values.index(value) if value in self.values else -1

    def equals(self, value: str) -> NDArray[np.bool_]:
        """Say of each row whether it has this value."""
        return self.codes == self.code(value)

    def among(self, values: Iterable[str]) -> NDArray[np.bool_]:
        """Say of each row whether it has one of these values."""
        wanted = set(values)
        return np.array([value in wanted for value in self.values], bool)[self.codes]

    def texts(self) -> list[str]:
        """Return each row's text."""
        return [self.values[code] for code in self.codes.tolist()]

    def take(self, rows: Array) -> Coded:
        """Return the column of these rows (positions or a mask)."""
        return Coded(self.codes[rows], self.values)


def coded(texts: Sequence[str]) -> Coded:
    """Return a column from its texts; values are in the order of their first row."""
    values = tuple(dict.fromkeys(("", *texts)))
    position = {value: place for place, value in enumerate(values)}
    return Coded(np.fromiter(map(position.__getitem__, texts), np.int32, len(texts)), values)


def nothing_coded(rows: int) -> Coded:
    """Return a column of which nothing is recorded."""
    return Coded(np.zeros(rows, np.int32))


Columns = Mapping[str, "Coded | Array"]


def pack(columns: Columns) -> bytes:
    """Return columns as bytes: a line of JSON that says what they are, and the arrays, compressed."""
    header: list[dict[str, Any]] = []
    parts = []
    for name, column in columns.items():
        array = column.codes.astype(np.int32) if isinstance(column, Coded) else np.ascontiguousarray(column)
        about: dict[str, Any] = {"name": name, "type": array.dtype.str, "size": int(array.size)}
        if isinstance(column, Coded):
            about["values"] = column.values
        header.append(about)
        parts.append(array.tobytes())
    return zlib.compress(json.dumps(header).encode() + b"\n" + b"".join(parts), 1)


def unpack(content: bytes) -> dict[str, Coded | Array]:
    """Return the columns that ``pack`` packed."""
    plain = zlib.decompress(content)
    at = plain.index(b"\n") + 1
    columns: dict[str, Coded | Array] = {}
    for about in json.loads(plain[: at - 1]):
        kind = np.dtype(about["type"])
        array = np.frombuffer(plain, kind, about["size"], at)
        at += about["size"] * kind.itemsize
        columns[about["name"]] = Coded(array, tuple(about["values"])) if "values" in about else array
    return columns


def joined(blocks: Sequence[Columns], sizes: Sequence[int], names: Mapping[str, Any]) -> dict[str, Coded | Array]:
    """Return the columns of several blocks as one; ``names`` gives every column and the type that it has when empty.

    Columns of text that only some blocks have (a dimension that came later) are not recorded in the others.
    """
    found: dict[str, Coded | Array] = {}
    texts = [name for block in blocks for name, column in block.items() if isinstance(column, Coded)]
    for name in dict.fromkeys([*names, *texts]):
        if name in texts or names[name] is str:
            parts = [block.get(name) or nothing_coded(size) for block, size in zip(blocks, sizes, strict=True)]
            found[name] = _joined_texts([part for part in parts if isinstance(part, Coded)])
        else:
            found[name] = np.concatenate([np.empty(0, names[name]), *(block[name] for block in blocks)])
    return found


def _joined_texts(parts: Sequence[Coded]) -> Coded:
    position = {"": 0}
    codes = [np.empty(0, np.int32)]
    for part in parts:
        places = [position.setdefault(value, len(position)) for value in part.values]
        codes.append(np.array(places, np.int32)[part.codes])
    return Coded(np.concatenate(codes), tuple(position))


def ending_column(ending: Coded, involuntary: str) -> Coded:
    """Return how people left, as a dimension: involuntarily, or by their own decision or for a reason unknown."""
    return Coded(np.where(ending.equals(involuntary), 2, 1).astype(np.int32), ("", "voluntary", involuntary))
