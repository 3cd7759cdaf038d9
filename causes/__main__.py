"""`python -m causes TEXT` shows what is found in a text; `--jsonl` reads and writes lines."""

import argparse
import json
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from causes.codebook import load_codebook
from causes.engine import find_causes, find_causes_many
from causes.findings import Findings

_BATCH = 2_000


def main(arguments: list[str] | None = None) -> int:
    """Run the command; return its exit status."""
    parser = argparse.ArgumentParser(prog="python -m causes", description="Find why customers leave in their words.")
    parser.add_argument("text", nargs="?", help="one text; its causes are printed with their evidence underlined")
    parser.add_argument("--jsonl", action="store_true", help="read lines {id, text} from standard input")
    given = parser.parse_args(arguments)
    if given.jsonl:
        sys.stdin.reconfigure(encoding="utf-8", errors="surrogateescape")  # type: ignore[union-attr]
        sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
        for line in code_lines(sys.stdin):
            print(line)
        return 0
    if given.text is None:
        parser.error("give a text, or --jsonl")
    print(explain(given.text, find_causes(given.text)))
    return 0


def code_lines(lines: Iterable[str]) -> Iterator[str]:
    """Yield one line of JSON for each line of JSON with `id` and `text`; a bad line gives an `error`."""
    source = iter(lines)
    while batch := list(islice(source, _BATCH)):
        read = [_parse(line) for line in batch]
        findings = iter(find_causes_many([row["text"] for row in read if "error" not in row]))
        for row in read:
            answer = row if "error" in row else {"id": row["id"], **as_json(next(findings))}
            yield json.dumps(answer, ensure_ascii=False)


def _parse(line: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        return {"id": None, "error": f"not JSON: {_clean(str(error))}"}
    if not isinstance(row, dict):
        return {"id": None, "error": "not an object with id and text"}
    name = row.get("id")
    name = name if isinstance(name, str | int) else None
    name = _clean(name) if isinstance(name, str) else name
    if not isinstance(row.get("text"), str):
        return {"id": name, "error": "no text"}
    return {"id": name, "text": row["text"]}


def _clean(text: str) -> str:
    """Return a text that can be written as UTF-8."""
    return text.encode("utf-8", "replace").decode()


def as_json(findings: Findings) -> dict[str, Any]:
    """Return findings as the JSON values that `--jsonl` writes."""
    return {
        "language": findings.language,
        "causes": [
            {
                "cause": found.cause,
                "score": round(found.score, 4),
                "evidence": [[e.start, e.end] for e in found.evidence if e.status == "used"],
            }
            for found in findings.causes
        ],
        "main": findings.main,
    }


def explain(text: str, findings: Findings) -> str:
    """Return the causes of a text for a terminal: each with the text and its evidence underlined."""
    codebook = load_codebook()
    language = findings.language if findings.language.startswith("zh") else "en"
    shown = text.replace("\n", " ").replace("\t", " ")
    lines = []
    for found in findings.causes:
        mark = "*" if found.cause == findings.main else " "
        lines.append(
            f"{mark} {codebook.label(found.cause, language)} ({found.cause}) {found.score:.2f} by {found.method}"
        )
        lines.append(f"    {shown}")
        lines.append(f"    {_underline(shown, found.evidence)}".rstrip())
    if findings.unsure:
        lines.append("unsure: a person should read it")
    return "\n".join(lines)


_MARKS = {"used": "^", "denied": "x", "praised": "+", "hypothetical": "?", "other_party": "o", "solved": "-"}


def _underline(text: str, evidence: Iterable[Any]) -> str:
    marks = [" "] * len(text)
    for span in evidence:
        marks[span.start : span.end] = _MARKS[span.status] * (span.end - span.start)
    return "".join(mark * _width(char) for char, mark in zip(text, marks, strict=True))


def _width(char: str) -> int:
    """Return how many columns a terminal gives a character."""
    if unicodedata.combining(char) or unicodedata.category(char) in ("Mn", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


if __name__ == "__main__":
    sys.exit(main())
