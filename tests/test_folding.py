"""Copies of one text in several articles are folded into one answer that names them all."""

from bot.engine import Engine
from bot.folding import fold_copies
from bot.records import Question
from corpus.records import Document, Kind, Paragraph
from embeddings.evidence import Evidence, Hit
from embeddings.row_terms import row_terms

NOTHING = Evidence(*[0.0] * 8)
LONG = "The council of Tarrow voted on Monday to pull down the old flour mill before the winter comes."


def hit(document: str, text: str, score: float) -> Hit:
    paragraph = Paragraph(Document(document, "t", text, "0" * 64), 0, 0, len(text), Kind.BODY)
    return Hit(paragraph, score, NOTHING, row_terms(paragraph))


def test_copies_in_other_documents_are_folded_and_named() -> None:
    hits = [
        hit("a", LONG, 3),
        hit("b", LONG.replace("old ", ""), 2),
        hit("a", LONG, 1.5),
        hit("c", "Something else.", 1),
    ]

    folded = fold_copies(hits, 3)

    assert [(kept.paragraph.document.id, [p.document.id for p in also]) for kept, also in folded] == [
        ("a", ["b"]),
        ("a", []),
        ("c", []),
    ]


def test_short_texts_are_alike_by_chance() -> None:
    assert len(fold_copies([hit("a", "He said no.", 2), hit("b", "He said no more.", 1)], 9)) == 2


def test_the_samples_syndicated_story_is_one_answer(engine: Engine) -> None:
    best = engine.answer(
        Question("Who said he had written “replace before the season” on the inspection card?")
    ).passages[0]

    documents = {best.paragraph.document.id, *(copy.document.id for copy in best.also)}
    assert documents == {"cable-car-inquiry.txt", "cable-car-inquiry-wire.html"}
