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
    "not once did it let me down, never a bug, never a hiccup",
    "I never had a crash and never lost anything in it",
    "it has every feature I need and then some",
    "setup took five minutes and the guide was crystal clear",
    "we were up and running the same day, no training needed",
    "exactly what was promised, nothing more and nothing less",
    "worth the money, cheaper than anything I tried before",
    "no hidden fees, no surprises on the bill, cancelling took one click",
    "the refund was in my account the very next morning",
    "they keep my data safe and never send spam",
    "I trust these people completely",
    "results from the first week, my sales doubled",
    "I used it every single day and so did the whole team",
    "the people on the phone knew their job and never kept me waiting",
    "my manager adores it too",
    "better than all the others I know",
    "even my mother found her way around it, it is that simple",
    "一点都不贵，很划算，性价比高",
    "客服秒回，态度超好，从来没让我等过",
    "从来没闪退过，也没丢过数据",
    "要的功能全都有，用起来一点不麻烦",
    "半小时就装好了，教程写得很清楚",
    "跟宣传的一样，没有任何套路",
    "退款当天就到账，扣费清清楚楚",
    "隐私做得很放心，从不发垃圾短信",
    "第一个月就见效了，单子多了一倍",
    "全公司天天都在用，老板也夸",
    "比别家都好用，没有可挑剔的",
    "一點都不貴，CP值很高",
    "客服秒回，態度超好，等都不用等",
    "從來沒有當機過，資料也沒掉過",
    "該有的功能都有，設定很快就好了",
    "跟廣告講的一模一樣，沒有被騙的感覺",
    "個介面好靚好易用，客服好有禮貌",
    "從來冇死過機，又平又好用",
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
