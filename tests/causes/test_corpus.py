"""The corpus has what it must have, and its check says so when it has not."""

from causes.corpus import FOLDER, SECOND_READER, faults, near_duplicates, read_corpus, read_lines, shares, shortfalls

ROW = {"id": "a-1", "lang": "en", "text": "too dear", "causes": ["price"], "main": "price", "contrast": False}
ROW |= {"product": "", "writer": "a", "voice": ""}


def test_the_shipped_corpus_has_no_fault_and_enough_of_everything():
    rows = read_corpus()
    assert (faults(rows), shortfalls(rows, read_lines(FOLDER / SECOND_READER))) == ([], [])


def test_a_corpus_of_one_text_has_too_little_of_all():
    found = " ".join(shortfalls([ROW], []))
    assert all(word in found for word in ("en: 1 texts of 4500", "trust in zh-Hant: 0", "several causes", "read twice"))


def test_a_turn_of_speech_is_contrast_in_either_language():
    texts = ["great support, but too dear", "客服很好，但是太贵", "客服很好，但是太貴", "too dear", "太贵了"]
    assert shares([ROW | {"text": text} for text in texts])[1] == 3 / 5


def test_a_repeated_text_and_an_unknown_cause_are_faults():
    assert len(faults([ROW, ROW | {"id": "a-2"}, ROW | {"id": "a-3", "text": "x y", "causes": ["dear"]}])) == 2


def test_a_second_reading_of_what_is_gone_counts_for_nothing():
    rows, gone = [ROW], [{"id": "b-1"}] * 5
    assert any("read twice: 0.0%" in line for line in shortfalls(rows, gone))


def test_nearly_the_same_text_is_found():
    long = "the export of our yearly accounts never arrived by mail"
    rows = [ROW | {"id": "a", "text": long}, ROW | {"id": "b", "text": long + " at all"}]
    assert list(near_duplicates(rows)) == [("b", "a")]
