"""How evidence says that a phrase is meant: denied, praised, hypothetical, another's, solved; in all our languages.

Every text speaks of one cause twice: once in a way that is no complaint, which its evidence must say, and once as one.
"""

import pytest

from causes import find_causes, find_causes_many

# Status: cause | words | text
TEXTS = {
    "denied": """
        price | too expensive | Not too expensive at first, but now it is too expensive
        price | price | It's not about the price itself, but you raised the price twice
        support | support team | not because of the support team, but support never replied
        price | price | the price was never the problem, but then the price doubled
        quality | bugs | no bugs at first, but now it keeps crashing
        price | fees | We did not leave because of the fees, but the fees went up again
        price | 太贵 | 不是太贵，但是后来涨价了，太贵了
        price | 价格 | 跟价格没关系，但后来涨价太多
        quality | 卡顿 | 没有卡顿，不过后来老闪退
        support | 客服 | 不是因为客服，不过客服一直不回复
        price | 太貴 | 不是太貴，但是後來漲價，太貴了
        price | 價格 | 跟價格沒關係，但後來漲價太多
        quality | 閃退 | 沒有閃退，不過後來一直閃退
        price | 貴 | 唔係貴，但係加價之後太貴
        price | 嫌貴 | 冇嫌貴，但係加價之後太貴
        price | 價錢 | 價錢冇問題，但係後來加價太貴
        price | 價錢 | 唔關價錢事，但係又加價
        price | 价格 | not the 价格, but later 太贵了
        price | price | 不是 price 的问题，but too expensive for a team of two
    """,
    "praised": """
        support | Support | Support was great at first, but then support never replied
        price | price | The price was fine, but then the price doubled
        usability | interface | Love the interface, but the new interface is confusing
        quality | quality | the quality was good, however it keeps crashing
        support | 客服 | 客服很好，但是后来客服一直不回复
        price | 价格 | 价格还可以，但是后来太贵了
        usability | 界面 | 界面挺好看的，但是新版界面太复杂
        support | 客服 | 客服很好，但是後來客服都不回
        price | 價格 | 價格合理，但是續約太貴
        support | 客服 | 個客服幾好，但係後來客服冇人回覆
        price | 價錢 | 價錢幾抵，但係加價之後太貴
        support | 客服 | 客服很好, but later support never replied
        price | price | The price was fine，但是后来太贵了
    """,
    "hypothetical": """
        quality | crashes | In case it crashes I keep a copy, and it keeps crashing
        price | price | in case the price goes up again, we leave; it is too expensive already
        price | price | If you ever raise the price we go. it is too expensive
        trust | 泄露隐私 | 万一泄露隐私怎么办，我很担心隐私
        quality | 闪退 | 生怕它闪退，结果真的老闪退
        price | 涨价 | 怕以后涨价，现在就太贵了
        trust | 洩漏個資 | 萬一洩漏個資怎麼辦，我很擔心隱私
        quality | 當機 | 生怕當機，結果真的一直當機
        price | 加價 | 怕以後加價，而家已經太貴
        quality | 當機 | 萬一當機點算，真係成日當機
        quality | crash | 万一 crash 了就完了，it keeps crashing
        quality | 闪退 | in case it 闪退，真的老闪退
    """,
    "other_party": """
        price | too expensive | Competitors are too expensive as well, but your fees went up and it is too expensive
        usability | hard to use | The alternatives are hard to use, but your interface is confusing
        price | too expensive | everyone else is too expensive, and now you are too expensive
        price | 贵 | 别家更贵，但是你们也太贵了
        quality | 闪退 | 竞品也老闪退，不过你们更是老闪退
        price | 太贵 | 其他平台也太贵，可你们又涨价
        price | 貴 | 別家更貴，但是你們也太貴了
        quality | 一直當機 | 競品也一直當機，不過你們也一直當機
        price | 太貴 | 其他平台也太貴，可你們又漲價
        price | 貴 | 同行也貴，但係你哋加價之後太貴
        price | 貴 | 對手更貴，但係你哋又加價
        price | too expensive | 竞品也 too expensive，但是你们又涨价
        price | 太贵 | competitors are 太贵了，但是你们也涨价，太贵了
    """,
    "solved": """
        quality | crash | It used to crash, that was fixed, but now it keeps crashing again
        support | Support never replied | Support never replied, which was resolved, but now support ignores us again
        billing | charged us twice | you charged us twice, they refunded me, but now you charged us twice again
        quality | crashed | It crashed a lot, fixed now. But it crashes every day on the new phone
        quality | 闪退 | 以前老闪退，后来修好了，但是现在又老闪退
        billing | 重复扣费 | 之前重复扣费，后来退给我了，结果这个月又重复扣费
        quality | 一直閃退 | 之前一直閃退，後來修好了，但是現在又閃退
        quality | 當機 | 以前成日當機，搞掂咗，但係而家又當機
        quality | 閃退 | 以前成日閃退，整返好，但係而家又閃退
        quality | 闪退 | 以前老闪退, that was fixed, but now it keeps crashing
    """,
}
CASES = [
    (status, *(part.strip() for part in line.split("|")))
    for status, block in TEXTS.items()
    for line in block.strip().splitlines()
]


@pytest.mark.parametrize(("status", "cause", "words", "text"), CASES)
def test_evidence_says_how_a_phrase_is_meant(status, cause, words, text):
    evidence = {one.cause: one.evidence for one in find_causes(text).causes}[cause]
    start = text.index(words)
    assert (start, start + len(words), status) in evidence
    used = [span for span in evidence if span.status == "used"]
    assert used
    assert all(span.end <= start or start + len(words) <= span.start for span in used)


def test_a_batch_says_the_same():
    texts = [text for *_, text in CASES]
    assert find_causes_many(texts) == [find_causes(text) for text in texts]
