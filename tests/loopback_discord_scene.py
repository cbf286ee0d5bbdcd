"""An invented newspaper, and an engine that answers with the paragraphs that hold the question's words."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

from bot.discord.keeping import kept_passage
from bot.discord.kept import CardKind, KeptCard
from bot.records import Answer, Passage, Question, Quote
from corpus.errors import QuestionError
from corpus.records import Article, Attribution, Document, How, Kind, Mode, Paragraph

HARBOUR = Document(
    id="harbour.txt",
    title="Harbour wall to be raised by spring",
    text=(
        "Harbour wall to be raised by spring\n\n"
        'Mayor Odile Farrant said the wall would be finished "before the first storms of spring". '
        "She refused to name a price. The council votes on Thursday.\n\n"
        "Engineer Tomas Brack said the wall was a mistake from the first drawing."
    ),
    sha256="0" * 64,
    source="The Vellmouth Courier",
    published=date(2021, 5, 3),
    url="https://courier.example/harbour/wall_(raised)",
)
FERRY = Document(
    id="ferry.md",
    title="Ferry [update]: *no* crossings at night",
    text="Night crossings end on Friday, the ferry company said.\n\nNobody asked us, said Odile Farrant.",
    sha256="1" * 64,
)


def paragraphs(document: Document) -> list[Paragraph]:
    """The document's blocks between empty lines."""
    found = re.finditer(r"[^\n](?:.|\n(?!\n))*", document.text)
    return [Paragraph(document, ordinal, match.start(), match.end(), Kind.BODY) for ordinal, match in enumerate(found)]


def article(text: str, **fields: str | None) -> Document:
    """A document of one paragraph."""
    return replace(FERRY, **{"id": "made.txt", "title": "Made up", "text": text, **fields})


def passage(document: Document, ordinal: int, *, speaker: str | None = None, bold: str = "") -> Passage:
    """A paragraph as a passage; `bold` is the part of its text that answers."""
    paragraph = paragraphs(document)[ordinal]
    start = paragraph.text.index(bold)
    spoken = (Attribution(speaker, Mode.MIXED, How.NAMED, 0, len(paragraph.text)),) if speaker else ()
    highlights = (Quote(paragraph, start, start + len(bold)),) if bold else ()
    return Passage(paragraph, score=1.0, speakers=spoken, highlights=highlights)


def kept(question: Question, *passages: Passage, **fields: object) -> KeptCard:
    """A card as the bot keeps it; `fields` are others of its fields."""
    known = {
        "key": "key-of-card1",
        "kind": CardKind.ANSWER,
        "question": question.text,
        "asker": 1,
        "asked": ShelfStatus().built,
        "generation": "g1",
        "built": ShelfStatus().built,
        "passages": tuple(kept_passage(passage, Shelf().article) for passage in passages),
    }
    return KeptCard(**(known | fields))


@dataclass(frozen=True, slots=True)
class ShelfStatus:
    documents: int = 2
    passages: int = 5
    generation: str = "g1"
    built: datetime = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)


@dataclass
class Shelf:
    """Answers with the paragraphs that hold every long word of the question."""

    documents: tuple[Document, ...] = (HARBOUR, FERRY)
    before: Callable[[str], None] = lambda text: None  # called in the answering thread
    refreshes: list[bool | Exception] = field(default_factory=list)  # what each refresh gives, first to last
    refreshed: int = 0
    quoted: tuple[tuple[str, int], ...] = (("Odile Farrant", 2), ("Tomas Brack", 1))

    def answer(self, question: Question, *, limit: int) -> Answer:
        self.before(question.text)
        words = {word for word in re.findall(r"\w+", question.text.lower()) if len(word) > 3}
        if not question.text.strip():
            raise QuestionError("the question is empty; ask in a sentence")
        everything = [p for document in self.documents for p in paragraphs(document)]
        found = [p for p in everything if words <= set(re.findall(r"\w+", p.text.lower()))][:limit]
        if found:
            return Answer(question, tuple(Passage(p, score=1.0) for p in found))
        closest = tuple(Passage(p, score=0.1) for p in everything[:2])
        return Answer(question, (), closest, "No article speaks of this.")

    def article(self, identifier: str) -> Article | None:
        found = next((document for document in self.documents if document.id == identifier), None)
        return Article(found, tuple(paragraphs(found))) if found else None

    def refresh(self) -> bool:
        self.refreshed += 1
        result = self.refreshes.pop(0) if self.refreshes else False
        if isinstance(result, Exception):
            raise result
        return result

    def status(self) -> ShelfStatus:
        return ShelfStatus(documents=len(self.documents))

    def sources(self) -> list[tuple[str, int]]:
        return Counter(document.source for document in self.documents if document.source).most_common()

    def speakers(self) -> list[tuple[str, int]]:
        return list(self.quoted)
