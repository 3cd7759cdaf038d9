"""`python -m causes.lint`: phrases of a codebook that cannot do their work.

A phrase is *deaf* when the engine does not hear it in itself: it does not survive folding, a cue turns it round, or a
longer phrase of another cause swallows it. It is *shared* when two causes claim it, and it *fires on praise* when a
plainly content sentence holds it.
"""

import sys
from collections import defaultdict

from causes.clauses import USED
from causes.codebook import ASPECT, NO_REASON, Codebook, load_codebook
from causes.features import reader
from causes.match import spellings

_BATCH = 2_000

PRAISE = (
    "I love it, works perfectly, best app I have used, thank you all so much",
    "great product, great people, great price, keep up the good work",
    "everything was fine and the team was helpful and quick to answer",
    "easy to set up, easy to use, fast and reliable, and worth every penny",
    "very happy with the service, it has never let us down",
    "support was brilliant and the refund came the next day",
    "用得很好，很满意，感谢你们一直以来的支持",
    "客服很耐心，回复很快，价格也合理，推荐给大家",
    "功能齐全，界面好看，操作简单，一直很稳定",
    "用得很順，客服很親切，價格合理，推薦給大家",
    "功能很齊全，介面漂亮，操作簡單，一直很穩定",
)


def lint(codebook: Codebook) -> dict[str, list[str]]:
    """Return the phrases with each fault, as "cause: phrase"."""
    return {"deaf": deaf(codebook), "shared": shared(codebook), "fires on praise": fires_on_praise(codebook)}


def deaf(codebook: Codebook) -> list[str]:
    """Return the phrases that the engine does not hear when nothing else is said."""
    every = [(c.key, phrase) for c in codebook.causes.values() for ps in c.phrases.values() for phrase in ps]
    eyes = reader(codebook)
    found = []
    for begin in range(0, len(every), _BATCH):
        part = every[begin : begin + _BATCH]
        seen = eyes.see([phrase.removeprefix(ASPECT) for _, phrase in part])
        used = seen.phrases.status == USED
        text, cause = seen.batch.text_of(seen.phrases.start[used]).tolist(), (seen.phrases.tag[used] // 2).tolist()
        heard = {(number, eyes.causes[key]) for number, key in zip(text, cause, strict=True)}
        found += [f"{key}: {phrase}" for number, (key, phrase) in enumerate(part) if (number, key) not in heard]
    return found


def shared(codebook: Codebook) -> list[str]:
    """Return the complaint phrases that two causes claim."""
    owners: dict[str, set[str]] = defaultdict(set)
    for cause in codebook.causes.values():
        for phrases in cause.phrases.values():
            for phrase in phrases:
                if not phrase.startswith(ASPECT):
                    owners[spellings(phrase)[0]].add(cause.key)
    return [f"{' + '.join(sorted(keys))}: {phrase}" for phrase, keys in owners.items() if len(keys) > 1]


def fires_on_praise(codebook: Codebook) -> list[str]:
    """Return the complaint phrases that are heard in praise."""
    eyes = reader(codebook)
    seen = eyes.see(PRAISE)
    columns = (seen.phrases.start.tolist(), seen.phrases.end.tolist(), seen.phrases.tag.tolist())
    found = []
    for start, end, tag, status in zip(*columns, seen.phrases.status.tolist(), strict=True):
        cause = eyes.causes[tag // 2]
        if status == USED and tag % 2 == 0 and cause != NO_REASON:
            found.append(f"{cause}: {seen.batch.text[start:end]}")
    return found


def main() -> int:
    """Print the faults of the shipped codebook; return 1 when there are any."""
    found = lint(load_codebook())
    for fault, phrases in found.items():
        print(f"{fault}: {len(phrases)}")
        for phrase in phrases[:20]:
            print(f"  {phrase}")
    return 1 if any(found.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
