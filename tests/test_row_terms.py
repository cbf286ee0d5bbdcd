"""What weighing knows of a paragraph is what its text holds, whatever the text."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from corpus.records import Document, Kind, Paragraph
from corpus.sentences import sentence_spans
from embeddings.analysis import fold, stems, terms
from embeddings.row_terms import Matches, keys, row_terms, unpack

words = st.sampled_from(["Harbour", "closing", "ferry.", "Éire", "the", "“No,”", "she", "said.", "A", "—", "b. c"])
texts = st.lists(words, min_size=1, max_size=30).map(" ".join)
wanted = st.lists(st.sampled_from(["harbour", "close", "ferri", "eir", "said", "no", "c"]), unique=True, max_size=5)


def paragraph(text: str, title: str = "The ferry's harbour, the harbour") -> Paragraph:
    return Paragraph(Document("a.txt", title, text, "0" * 64), 0, 0, len(text), Kind.BODY)


@given(texts)
def test_what_is_stored_comes_back(text: str) -> None:
    written = row_terms(paragraph(text))
    read = unpack(written.pack())

    assert read.aside is False
    for field in ("sentences", "title", "names", "stems"):
        np.testing.assert_array_equal(getattr(read, field), getattr(written, field))


@given(st.one_of(texts, st.text(min_size=1)))
@example(" ")
def test_stems_are_those_of_the_text_and_sentences_part_them(text: str) -> None:
    known = row_terms(paragraph(text))

    assert known.stems.tolist() == keys(term.stem for term in terms(text)).tolist()
    assert [(start, end) for start, end, _ in known.sentences.tolist()] == sentence_spans(text)
    firsts = [*known.sentences[:, 2].tolist(), len(known.stems)]
    for (start, end, _), (first, after) in zip(known.sentences.tolist(), pairwise(firsts), strict=True):
        assert known.stems[first:after].tolist() == keys(stems(text[start:end])).tolist()


@given(st.lists(texts, min_size=1, max_size=4), wanted)
def test_words_are_found_where_they_stand(several: list[str], asked: list[str]) -> None:
    rows = [row_terms(paragraph(text)) for text in several]
    stood = [stems(text) for text in several]

    matches = Matches([row.stems for row in rows], keys(asked))
    by_sentence, row_of = matches.held_by_sentence([row.sentences for row in rows])

    assert matches.held().tolist() == [[word in each for word in asked] for each in stood]
    pairs = [{*pairwise(each), *zip(each, each[2:], strict=False)} for each in stood]
    assert matches.neighbours().tolist() == [[pair in each for pair in pairwise(asked)] for each in pairs]
    sentences = [(i, text[start:end]) for i, text in enumerate(several) for start, end in sentence_spans(text)]
    assert row_of.tolist() == [i for i, _ in sentences]
    assert by_sentence.tolist() == [[word in stems(sentence) for word in asked] for _, sentence in sentences]


def test_names_are_the_capitalised_words_folded() -> None:
    known = row_terms(paragraph("“No,” said Zoë McBride of the harbour."))

    assert known.names.tolist() == keys(fold(word) for word in ("No", "Zoë", "McBride")).tolist()
    assert known.title.tolist() == keys(["the", "ferri", "s", "harbour"]).tolist()


@pytest.mark.parametrize("damaged", [b"", b"\0" * 12, b"\0" * 4 + b"\xff" * 12])
def test_damaged_terms_are_told(damaged: bytes) -> None:
    with pytest.raises(ValueError, match="no terms"):
        unpack(damaged)
