"""Mapping documents: TOML read with every key checked, so that a slip of the pen is never silently nothing."""

from __future__ import annotations

import difflib
import json
import tomllib
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from customers.importing.files import FileShape
from customers.importing.refusals import MappingRefused

# Key -> the type of its value, or a table of the same form; "*" stands for any key.
Shape = dict[str, Any]

FILE: Shape = {"encoding": str, "delimiter": str, "sheet": str, "header_line": int}
FORMATS: Shape = {"dates": list, "decimal": str, "guarded": bool, "short_rows": bool}

KINDS = {str: "a text", int: "a whole number", bool: "true or false", list: "a list of texts", date: "a date"}


def read_document(path: Path, shape: Shape) -> dict[str, Any]:
    """Return the document at ``path`` after checking it against ``shape``; raises MappingRefused naming the key."""
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise MappingRefused(_("%(path)s cannot be opened: %(why)s.") % {"path": path, "why": error.strerror}) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise MappingRefused(_("%(path)s is not TOML: %(why)s.") % {"path": path, "why": error}) from None
    _check(document, shape, "")
    return document


def _check(table: dict[str, Any], shape: Shape, within: str) -> None:
    for key, value in table.items():
        kind = shape.get(key, shape.get("*"))
        name = f"{within}{key}"
        if kind is None:
            raise MappingRefused(_("The mapping has an unknown key “%(key)s”.") % {"key": name} + _did_you(key, shape))
        if isinstance(kind, dict):
            if not isinstance(value, dict):
                raise MappingRefused(_("“%(key)s” in the mapping must be a table.") % {"key": name})
            _check(value, kind, f"{name}.")
        elif not _is(value, kind):
            kinds = kind if isinstance(kind, tuple) else (kind,)
            wanted = " / ".join(KINDS[one] for one in kinds)
            raise MappingRefused(_("“%(key)s” in the mapping must be %(kind)s.") % {"key": name, "kind": wanted})


def _is(value: Any, kind: Any) -> bool:
    if isinstance(kind, tuple):
        return any(_is(value, one) for one in kind)
    if kind is list:
        return isinstance(value, list) and all(isinstance(item, str) for item in value)
    if kind is date:
        return isinstance(value, date) and not isinstance(value, datetime)
    return isinstance(value, kind) and (kind is bool or not isinstance(value, bool))


def _did_you(word: str, known: Iterable[str]) -> str:
    by_small = {name.casefold(): name for name in known}
    near = difflib.get_close_matches(word.casefold(), by_small, n=1)
    return " " + _("Did you mean “%(near)s”?") % {"near": by_small[near[0]]} if near else ""


def require_columns(named: Iterable[str], header: list[str]) -> None:
    """Raise MappingRefused when the mapping names a column that the file does not have."""
    for name in named:
        if name not in header:
            raise MappingRefused(_("The file has no column “%(name)s”.") % {"name": name} + _did_you(name, header))


def require_fields(columns: dict[str, Any], fields: Iterable[str]) -> None:
    """Raise MappingRefused when ``columns`` lacks a field that cannot be done without."""
    for field in fields:
        if field not in columns:
            raise MappingRefused(
                _("The mapping does not say which column holds “%(field)s”: add it under [columns].") % {"field": field}
            )


def file_shape(document: dict[str, Any]) -> FileShape:
    """Return what a document states about the file itself."""
    stated = document.get("file", {})
    delimiter = stated.get("delimiter")
    if delimiter is not None and (len(delimiter) != 1 or delimiter in '"\r\n'):
        raise MappingRefused(_("“file.delimiter” must be one character."))
    if stated.get("header_line", 1) < 1:
        raise MappingRefused(_("“file.header_line” counts from 1."))
    return FileShape(**stated, short_rows=document.get("formats", {}).get("short_rows", False))


def decimal_mark(document: dict[str, Any]) -> str:
    """Return the mark before the cents that a document states, the point by default."""
    mark = document.get("formats", {}).get("decimal", ".")
    if mark not in (".", ","):
        raise MappingRefused(_('“formats.decimal” must be "." or ",".'))
    return str(mark)


def as_toml(document: dict[str, Any], comments: dict[str, str] | None = None) -> str:
    """Return ``document`` as TOML: plain keys first, then a table each; ``comments`` go above the key they name."""
    comments = comments or {}
    plain = {key: value for key, value in document.items() if not isinstance(value, dict)}
    lines = [line for key, value in plain.items() for line in _lines(key, value, comments)]
    for name, table in document.items():
        if isinstance(table, dict) and table:
            lines += ["", *_comment(comments.get(name)), f"[{name}]"]
            lines += [line for key, value in table.items() for line in _lines(key, value, comments, f"{name}.")]
    return "\n".join(lines).lstrip("\n") + "\n"


def _lines(key: str, value: Any, comments: dict[str, str], within: str = "") -> list[str]:
    bare = key if key.isascii() and key.replace("_", "").isalnum() else _text(key)
    return [*_comment(comments.get(f"{within}{key}")), f"{bare} = {_value(value)}"]


def _comment(comment: str | None) -> list[str]:
    return [f"# {comment}"] if comment else []


def _value(value: Any) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(_text(item) for item in value) + "]"
    return (
        value.isoformat() if isinstance(value, date) else _text(value) if isinstance(value, str) else json.dumps(value)
    )


def _text(text: str) -> str:
    """Return a TOML string: JSON's escapes are TOML's, but for the last control characters."""
    quoted = json.dumps(text, ensure_ascii=False)
    return "".join(
        c if c.isprintable() or c == "\u3000" else f"\\u{ord(c):04x}" if ord(c) < 0x10000 else f"\\U{ord(c):08x}"
        for c in quoted
    )
