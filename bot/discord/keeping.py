"""From what the engine found to what a card keeps of it."""

from collections.abc import Callable

from bot.discord.kept import KeptPassage, Neighbour
from bot.records import Passage
from corpus.records import Article, Paragraph
from embeddings.records import QUOTABLE

FindArticle = Callable[[str], Article | None]  # by its id

_AROUND = 3  # paragraphs to look through, since page furniture is passed over
_LONGEST_NEIGHBOUR = 1_200  # characters that are kept; fewer are ever shown


def kept_passage(passage: Passage, find: FindArticle) -> KeptPassage:
    """The passage with its citation and its neighbours, independent of any index."""
    paragraph, document = passage.paragraph, passage.paragraph.document
    before, after = _neighbours(paragraph, find(document.id))
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


def _neighbours(quoted: Paragraph, article: Article | None) -> tuple[Neighbour | None, Neighbour | None]:
    """The nearest quotable paragraphs; none where the index was rebuilt from another file meanwhile."""
    if article is None or article.document.sha256 != quoted.document.sha256:
        return None, None
    near = [p for p in article.paragraphs if p.kind in QUOTABLE and abs(p.ordinal - quoted.ordinal) <= _AROUND]
    before = [Neighbour(p.ordinal, p.text[-_LONGEST_NEIGHBOUR:]) for p in near if p.ordinal < quoted.ordinal]
    after = [Neighbour(p.ordinal, p.text[:_LONGEST_NEIGHBOUR]) for p in near if p.ordinal > quoted.ordinal]
    return (before[-1] if before else None, after[0] if after else None)
