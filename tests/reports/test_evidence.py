"""Evidence is marked in its place, in any script, and the words stay the words."""

from hypothesis import given
from hypothesis import strategies as st

from reports.evidence import Piece, marked_pieces, used_spans


def test_a_span_is_marked():
    assert marked_pieces("太贵了, really", [(0, 3, "price")])[0] == Piece("太贵了", ("price",))


def test_overlapping_spans_become_one_mark():
    pieces = marked_pieces("导出太慢了", [(0, 4, "missing_features"), (2, 5, "quality")])
    assert pieces == [Piece("导出太慢了", ("missing_features", "quality"))]


def test_an_astral_character_counts_as_one():
    assert marked_pieces("😀贵", [(1, 2, "price")])[1] == Piece("贵", ("price",))


@given(st.text(), st.lists(st.tuples(st.integers(-5, 40), st.integers(-5, 40), st.sampled_from("ab"))))
def test_pieces_joined_are_the_words(words, spans):
    assert "".join(piece.text for piece in marked_pieces(words, spans)) == words


def test_only_used_evidence_speaks_for_a_cause():
    assert used_spans("price", [[0, 2, "used"], [3, 5, "denied"]]) == [(0, 2, "price")]
