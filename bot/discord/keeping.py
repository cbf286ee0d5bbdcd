"""From what the engine found to what a card keeps of it."""

from collections.abc import Callable, Iterable

from bot.discord.kept import KeptPassage, Neighbour
from bot.records import Passage
from corpus.records import Paragraph
from embeddings.records import QUOTABLE

Context = Callable[[Paragraph, int], tuple[Paragraph, ...]]  # a paragraph with so many before and after it

_AROUND = 3  # paragraphs to look through, since page furniture is passed over
_LONGEST_NEIGHBOUR = 3_000  # characters that are kept; fewer are ever shown


def kept_passage(passage: Passage, context: Context) -> KeptPassage:
    """The passage with its citation and its neighbours, independent of any index."""
    paragraph, document = passage.paragraph, passage.paragraph.document
    before, after = _neighbours(paragraph, context(paragraph, _AROUND))
    return KeptPassage(
        document=document.id,
        sha256=document.sha256,
        ordinal=paragraph.ordinal,
        start=paragraph.start,
        end=paragraph.end,
        text=paragraph.text,
        title=document.title,
        source=document.source,
        author=document.author,
        published=document.published,
        url=document.url,
        speakers=passage.speakers,
        bold=tuple((quote.start, quote.end) for quote in passage.highlights),
        also=tuple(copy.document.title for copy in passage.also),
        before=before,
        after=after,
    )


def _neighbours(quoted: Paragraph, around: Iterable[Paragraph]) -> tuple[Neighbour | None, Neighbour | None]:
    """The nearest quotable paragraphs of the same file; none where the index was rebuilt from another one meanwhile."""
    near = [p for p in around if p.kind in QUOTABLE and p.document.sha256 == quoted.document.sha256]
    before = [Neighbour(p.ordinal, p.text[-_LONGEST_NEIGHBOUR:]) for p in near if p.ordinal < quoted.ordinal]
    after = [Neighbour(p.ordinal, p.text[:_LONGEST_NEIGHBOUR]) for p in near if p.ordinal > quoted.ordinal]
    return (before[-1] if before else None, after[0] if after else None)
