"""The corpus: exit answers written and labelled for this project, and the checks that it must pass.

`python -m causes.corpus check [--against FILE …]` prints its counts, what is wrong with it, near-duplicates within and
against evaluation files, and how far a second reader, who did not see the labels, agrees.
"""

import argparse
import hashlib
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from causes.codebook import NO_REASON, load_codebook
from causes.normalise import DATA, fold

FOLDER = DATA / "corpus"
SECOND_READER = "second_reader.jsonl"
FIELDS = ("id", "lang", "text", "causes", "main", "contrast", "product", "writer", "voice")
LANGUAGES = ("en", "zh-Hans", "zh-Hant", "mixed")

Row = dict[str, Any]

# What the corpus must at least have.
TEXTS = {"en": 4_500, "zh-Hans": 4_500, "zh-Hant": 1_000, "mixed": 1_000}
OF_A_CAUSE = 150  # in each language
SEVERAL, CONTRAST, NO_CAUSE, READ_TWICE = 1 / 4, 1 / 6, 1 / 10, 1 / 10

_TURN = re.compile(
    r"\b(but|however|although|though|despite|apart from|not (because|about)|(is|was)n'?t about|no complaints?)\b"
    "|但|不过|不過|可是|虽然|雖然|尽管|儘管|就是(太|不|没|沒|有)|不是.{0,12}(问题|問題|因为|因為)|跟.{1,8}(无关|無關)|与其|與其"
)

_NEAR = 0.55  # share of common n-grams from which two texts are one text
_COMMON = 80  # n-grams in more texts than this tell nothing
_SHORT = 6  # characters; shorter texts may repeat


def read_corpus(folder: Path = FOLDER) -> list[Row]:
    """Return every row of the corpus, file by file (one file a writer), in order."""
    rows = []
    for path in sorted(folder.glob("*.jsonl")):
        if path.name != SECOND_READER:
            rows += read_lines(path)
    return rows


def read_lines(path: Path) -> list[Row]:
    """Return the rows of a JSON lines file."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def corpus_digest(rows: Iterable[Row]) -> str:
    """Return the SHA-256 of what is learned from: texts and causes, in order."""
    sha = hashlib.sha256()
    for row in rows:
        sha.update(json.dumps([row["text"], row["causes"]], ensure_ascii=False).encode())
    return sha.hexdigest()


def faults(rows: Sequence[Row]) -> list[str]:
    """Return what is wrong with single rows: fields, keys, a repeated id or text."""
    found = []
    known, ids, texts = set(load_codebook().causes), set(), set()
    for row in rows:
        name = row.get("id", "?")
        if tuple(row) != FIELDS or row["lang"] not in LANGUAGES or not row["text"].strip():
            found.append(f"{name}: fields, language or text")
            continue
        causes = row["causes"]
        if not causes or not set(causes) <= known or len(set(causes)) < len(causes) or row["main"] not in causes:
            found.append(f"{name}: causes {causes}, main {row['main']}")
        if NO_REASON in causes and len(causes) > 1:
            found.append(f"{name}: {NO_REASON} beside a cause")
        plain = _plain(row["text"]) or row["text"]
        if name in ids or plain in texts:
            found.append(f"{name}: id or text stands twice")
        ids.add(name)
        texts.add(plain)
    return found


def counts(rows: Sequence[Row]) -> str:
    """Return the counts as Markdown tables: by language, and by cause and language."""
    by_lang = Counter(row["lang"] for row in rows)
    by_cause = Counter((cause, row["lang"]) for row in rows for cause in row["causes"])
    lines = [
        f"{len(rows)} texts by {len({r['writer'] for r in rows})} writers in {len({r['voice'] for r in rows})} voices.",
        "",
    ]
    lines += ["| language | " + " | ".join(LANGUAGES) + " |", "|---|" + "---:|" * len(LANGUAGES)]
    lines.append("| texts | " + " | ".join(str(by_lang[lang]) for lang in LANGUAGES) + " |")
    lines += [
        f"| {c} | " + " | ".join(str(by_cause[c, lang]) for lang in LANGUAGES) + " |" for c in load_codebook().causes
    ]
    several, contrast, trap, rest = (f"{share:.1%}" for share in shares(rows))
    lines += ["", f"Several causes {several}. Negation or contrast {contrast}, in {trap} it is a trap for a reader."]
    lines.append(f"Unclear or other {rest}.")
    return "\n".join(lines)


def shares(rows: Sequence[Row]) -> tuple[float, float, float, float]:
    """Return the shares of texts with several causes, with a word of negation or contrast or marked by the writer as
    holding one, with such a mark, and without a cause of the codebook."""
    size = max(1, len(rows))
    several = sum(len(row["causes"]) > 1 for row in rows)
    contrast = sum(row["contrast"] or bool(_TURN.search(row["text"].lower())) for row in rows)
    rest = sum(row["main"] in (NO_REASON, "other") for row in rows)
    return several / size, contrast / size, sum(row["contrast"] for row in rows) / size, rest / size


def shortfalls(rows: Sequence[Row], second: Sequence[Row]) -> list[str]:
    """Return what the corpus has too little of."""
    by_lang = Counter(row["lang"] for row in rows)
    by_cause = Counter((cause, row["lang"]) for row in rows for cause in row["causes"])
    several, contrast, _trap, rest = shares(rows)
    found = [f"{lang}: {by_lang[lang]} texts of {least}" for lang, least in TEXTS.items() if by_lang[lang] < least]
    found += [
        f"{cause} in {lang}: {by_cause[cause, lang]} texts of {OF_A_CAUSE}"
        for cause in load_codebook().causes
        for lang in LANGUAGES
        if by_cause[cause, lang] < OF_A_CAUSE
    ]
    ids = {row["id"] for row in rows}
    measured = [
        ("several causes", several, SEVERAL),
        ("negation or contrast", contrast, CONTRAST),
        ("unclear or other", rest, NO_CAUSE),
        ("read twice", sum(row["id"] in ids for row in second) / max(1, len(rows)), READ_TWICE),
    ]
    return found + [f"{name}: {share:.1%} of {least:.1%}" for name, share, least in measured if share < least]


def near_duplicates(rows: Sequence[Row], others: Sequence[Row] = ()) -> Iterator[tuple[str, str]]:
    """Yield (id, id) of texts that are nearly one: within the rows, or against others when they are given."""
    pool = list(others) or list(rows)
    grams = [_grams(row["text"]) for row in pool]
    index: dict[str, list[int]] = defaultdict(list)
    for number, known in enumerate(grams):
        for gram in known:
            index[gram].append(number)
    for number, row in enumerate(rows):
        own = _grams(row["text"])
        if len(_plain(row["text"])) < _SHORT:
            continue
        shared = Counter(n for gram in own if len(index[gram]) < _COMMON for n in index[gram])
        for other, count in shared.most_common(3):
            if (others or other < number) and count / len(own | grams[other]) > _NEAR:
                yield row["id"], str(pool[other].get("id", other))
                break


def agreement(rows: Sequence[Row], second: Sequence[Row]) -> str:
    """Return how far the second reader agrees: F1 of the causes, share of equal sets, share of equal main causes."""
    first = {row["id"]: row for row in rows}
    pairs = [(first[row["id"]], row) for row in second if row["id"] in first]
    if not pairs:
        return "No second reading."
    common = sum(len({*a["causes"]} & {*b["causes"]}) for a, b in pairs)
    given = sum(len(a["causes"]) + len(b["causes"]) for a, b in pairs)
    same = sum({*a["causes"]} == {*b["causes"]} for a, b in pairs) / len(pairs)
    main = sum(a["main"] == b["main"] for a, b in pairs) / len(pairs)
    lines = [
        f"Second reader: {len(pairs)} texts, F1 {2 * common / given:.3f}, equal sets {same:.3f}, equal main {main:.3f}."
    ]
    for cause in load_codebook().causes:
        both = sum(cause in a["causes"] and cause in b["causes"] for a, b in pairs)
        either = sum((cause in a["causes"]) + (cause in b["causes"]) for a, b in pairs)
        lines.append(f"  {cause}: F1 {2 * both / either:.2f} (n {either})" if either else f"  {cause}: –")
    return "\n".join(lines)


def _plain(text: str) -> str:
    return re.sub(r"\W+", "", fold(text).text)


def _grams(text: str) -> set[str]:
    plain = _plain(text)
    size = 3 if re.search("[\u4e00-\u9fff]", plain) else 6
    return {plain[i : i + size] for i in range(max(1, len(plain) - size + 1))}


def main(arguments: list[str] | None = None) -> int:
    """Run the command; return 1 when the corpus has faults."""
    parser = argparse.ArgumentParser(prog="python -m causes.corpus", description="Check the corpus.")
    parser.add_argument("action", choices=["check"])
    parser.add_argument("--against", type=Path, action="append", default=[], help="JSON lines that must not be in it")
    given = parser.parse_args(arguments)
    rows = read_corpus()
    print(counts(rows))
    found = faults(rows)
    for fault in found[:20]:
        print("fault:", fault)
    near = list(near_duplicates(rows))
    found += [own for own, _ in near]
    print(f"\nNear-duplicates within: {len(near)}", near[:10])
    for path in given.against:
        copies = list(near_duplicates(rows, read_lines(path)))
        print(f"Near-duplicates of {path.name}: {len(copies)}", [own for own, _ in copies[:10]])
        found += [own for own, _ in copies]
    second = read_lines(FOLDER / SECOND_READER)
    print("\n" + agreement(rows, second))
    short = shortfalls(rows, second)
    print("\nToo little:", "; ".join(short) or "nothing")
    found += short
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
