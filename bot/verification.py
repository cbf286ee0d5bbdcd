"""Whether a quotation is what the articles print: exactly, nearly, by someone else, or not at all."""

from collections.abc import Iterable, Iterator, Sequence

from bot.alignment import Alignment, align, nearness
from bot.claims import readings
from bot.judging import judged
from bot.printed import Printed, in_order
from bot.records import Quote
from bot.verdicts import Difference, Found, Verdict, as_quoted
from bot.wording import Folded, Span, Tolerance, fold, pieces, tolerated
from corpus.errors import QuestionError
from corpus.records import Attribution
from embeddings.analysis import terms
from embeddings.index import Index
from embeddings.records import QUOTABLE, Filter

_LONGEST = 5000  # characters
_RAREST = 12  # stems that passages are looked up by
_SCANNED, _BATCH = 2000, 100  # passages that hold all stems and are compared, so many at once
_LOOKED_AT = 60  # passages around which the words are looked for, where no passage holds all of them
_ALIGNED = 12  # of these, word by word
_AROUND = 2  # paragraphs before and after these
_LEFT_OUT = 800  # characters that one sign of omission may stand for
_LIKE = 0.6  # share of the words that must agree for a quotation to be nearly right
_SHORT = 4  # words; fewer are near to anything


def verify(index: Index, text: str, *, speaker: str | None = None) -> Verdict:
    """What is to be said of a quotation. `text` may name the speaker: “…” — Name. Raises QuestionError."""
    if len(text) > _LONGEST:
        raise QuestionError(
            f"the quotation has {len(text):,} characters and {_LONGEST:,} are allowed; verify parts of it"
        )
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise QuestionError("the quotation is not valid Unicode; paste it again, in UTF-8")
    claims = readings(text, speaker)
    if not terms(claims[-1].words):
        raise QuestionError("there are no words in this quotation; paste what was said")
    for claim in claims:
        found, counted_all = _within_a_passage(index, claim.words)
        if found:
            return judged(claim, found, exact=True, counted_all=counted_all)
    around: list[Printed] = []
    for claim in claims:
        around = list(_neighbourhoods(index, claim.words))
        if found := _across_passages(index, claim.words, around):
            return judged(claim, found, exact=True, counted_all=True)
    return judged(claims[-1], _nearly(index, claims[-1].words, around), exact=False, counted_all=True)


def _within_a_passage(index: Index, words: str) -> tuple[list[Found], bool]:
    """The passages that hold the words, and whether all that may were compared."""
    whole = fold(words).text.strip()
    rows = index.lexical.holding(_rarest(index, whole), _SCANNED)
    found = []
    for first in range(0, len(rows), _BATCH):
        for paragraph in index.store.paragraphs(rows[first : first + _BATCH]):
            found += _standing(index, Printed.join([paragraph]), words, [whole])
    return found, len(rows) < _SCANNED


def _across_passages(index: Index, words: str, around: Sequence[Printed]) -> list[Found]:
    """Where the words run over neighbouring paragraphs, or leave out some and say so."""
    whole, parts = fold(words).text.strip(), pieces(words)
    long_enough = sum(map(_count, parts)) >= _SHORT and max(map(_count, parts), default=0) >= _SHORT - 1
    found: list[Found] = []
    for printed in around:
        there = _standing(index, printed, words, [whole])
        if not there and long_enough and parts != [whole]:
            there = _standing(index, printed, words, parts)
        found += [each for each in there if all(each.quotes != other.quotes for other in found)]
    return found


def _nearly(index: Index, words: str, around: Sequence[Printed]) -> list[Found]:
    """The passages that come near to the words, one of each neighbourhood."""
    quoted = fold(words)
    if _count(words) < _SHORT - 1:
        return []
    likely = sorted(around, key=lambda printed: -nearness(quoted.text, printed.text))[:_ALIGNED]
    aligned = [(near, printed) for printed in likely if (near := align(quoted.text, printed.text)) is not None]
    found: list[Found] = []
    for near, printed in sorted(aligned, key=lambda each: -each[0].likeness):
        if near.likeness < _LIKE:
            break
        each = _aligned(index, printed, near, quoted, words)
        found += [] if any(_overlap(each, other) for other in found) else [each]
    return found


def _standing(index: Index, printed: Printed, words: str, parts: Sequence[str]) -> list[Found]:
    """The words as they stand in the text; not where reading them back gives other words."""
    place = in_order(printed.text, parts, apart=_LEFT_OUT)
    if place is None:
        return []
    span, gaps = place
    quotes = printed.quotes(span)
    overlooked = (
        tolerated(words, " ".join(q.text for q in quotes))
        if parts == [fold(words).text.strip()]
        else (Tolerance.OMISSION,)
    )
    found = Found(
        quotes, _said(index, quotes), omitted=tuple(printed.mark(gap, quotes) for gap in gaps), tolerated=overlooked
    )
    return [found] if found.wording == as_quoted(words, found.tolerated) else []


def _aligned(index: Index, printed: Printed, near: Alignment, quoted: Folded, words: str) -> Found:
    quotes = printed.quotes(near.span)

    def original(span: Span) -> Span:
        start = quoted.starts[span[0]] if span[0] < len(quoted.text) else len(words)
        return start, quoted.ends[span[1] - 1] if span[0] < span[1] else start

    return Found(
        quotes,
        _said(index, quotes),
        tuple(Difference(original(mine), printed.mark(theirs, quotes)) for mine, theirs in near.differences),
        tuple(printed.mark(span, quotes) for span in near.omitted),
        likeness=near.likeness,
    )


def _overlap(one: Found, other: Found) -> bool:
    mine = {(quote.paragraph.document.id, quote.paragraph.ordinal) for quote in one.quotes}
    return any((quote.paragraph.document.id, quote.paragraph.ordinal) in mine for quote in other.quotes)


def _neighbourhoods(index: Index, words: str) -> Iterator[Printed]:
    """The likeliest passages with the paragraphs around them, as far as those may be quoted."""
    parts = pieces(words)
    if len(parts) == 1:  # of words that run over two paragraphs one half stands in one of them
        middle = len(words) // 2
        parts = [words[:middle], words[middle:]]
    rows = [row for row, _ in index.lexical.search(_rarest(index, words), _LOOKED_AT, Filter())]
    for part in parts:
        rows += index.lexical.holding(_rarest(index, part), _LOOKED_AT // 2)
    looked: set[tuple[str, int]] = set()
    for paragraph in index.store.paragraphs(list(dict.fromkeys(rows))):
        if (paragraph.document.id, paragraph.ordinal) not in looked:
            around = index.store.around(paragraph, _AROUND)
            looked.add((paragraph.document.id, paragraph.ordinal))
            yield Printed.join([each for each in around if each.kind in QUOTABLE])


def _said(index: Index, quotes: Iterable[Quote]) -> tuple[Attribution, ...]:
    """Who says these words, whoever says most of them first."""
    heard: list[tuple[int, Attribution]] = []
    for quote in quotes:
        for said in index.store.attributions(quote.paragraph):
            shared = min(said.end, quote.end) - max(said.start, quote.start)
            heard += [(shared, said)] if shared > 0 else []
    return tuple(said for _, said in sorted(heard, key=lambda each: -each[0]))


def _rarest(index: Index, words: str) -> list[str]:
    """The stems of the words that tell most, of those that the index knows."""
    frequency = {term.stem: index.lexical.document_frequency(term.stem) for term in terms(words)}
    known = [stem for stem, count in frequency.items() if count]
    return sorted(known, key=lambda stem: frequency[stem])[:_RAREST]


def _count(words: str) -> int:
    return len(terms(words))
