"""Answers as a person reads them at a terminal; plain text where the output is no terminal."""

from collections.abc import Sequence
from itertools import pairwise

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from bot.highlighting import matching_words
from bot.records import Answer, Passage
from bot.visible import visible
from bot.whose_words import GIVEN, MAY_BE_NARRATION, may_be_narration
from corpus.records import Article, Attribution, Document, Kind, Paragraph

_KIND_STYLE = {Kind.BODY: "", Kind.HEADING: "bold", Kind.CAPTION: "italic", Kind.BOILERPLATE: "dim"}


def show_answer(console: Console, answer: Answer) -> None:
    """Print the passages with their citations, or the reason why there are none and the closest passages."""
    if answer.carried is not None:
        console.print(Text(f"({visible(answer.carried)})", style="dim"), soft_wrap=True)
    if answer.people:
        console.print(Text(f"(the name may mean {visible(' or '.join(answer.people))})", style="dim"), soft_wrap=True)
    if answer.reason is not None:
        console.print(Text(visible(answer.reason), style="bold"), soft_wrap=True)
        if answer.closest:
            console.print(Text("The closest passages, which do not answer it:", style="dim"))
    show_passages(console, answer.passages or answer.closest, answer.stems)


def show_passages(console: Console, passages: Sequence[Passage], stems: Sequence[str], *, first: int = 1) -> None:
    """Print passages with their numbers: the words, those with the given stems marked, then the citation."""
    for number, passage in enumerate(passages, first):
        console.print()
        print_block(console, _marked(passage, stems))
        print_block(console, _citation(number, passage))


def show_paragraphs(console: Console, paragraphs: Sequence[Paragraph], *, quoted: int) -> None:
    """Print neighbouring paragraphs, the quoted one marked."""
    for paragraph in paragraphs:
        style = _KIND_STYLE[paragraph.kind]
        mark = "▶ " if paragraph.ordinal == quoted else "  "
        console.print()
        line = Text()
        line.append(f"{mark}{paragraph.ordinal:>3}  ", style="cyan")
        line.append(visible(paragraph.text), style=style)
        print_block(console, line)


def article_text(article: Article) -> str:
    """A whole article for a pager, with the numbers of its paragraphs."""
    lines = [visible(article.document.title), cited(article.document), ""]
    for paragraph in article.paragraphs:
        kind = "" if paragraph.kind is Kind.BODY else f"  ({paragraph.kind})"
        lines += [f"{paragraph.ordinal:>4}  {visible(paragraph.text)}{kind}", ""]
    return "\n".join(lines)


def cited(document: Document) -> str:
    """Where a document appeared: source, date, author, address, file; what is not known is left out."""
    day = document.published.strftime("%-d %B %Y") if document.published else None
    told = (document.source, day, document.author, document.url, document.id)
    return " · ".join(visible(part) for part in told if part)


def speakers_line(said: Sequence[Attribution]) -> str:
    """Who says it and how that is known; empty where nobody is known to."""
    return "; ".join(dict.fromkeys(_speaker(attribution) for attribution in said))


def print_block(console: Console, text: Text) -> None:
    """Indented and wrapped for a person; whole and on one line for a pipe, which must not change the words."""
    if console.is_terminal:
        console.print(Padding(text, (0, 2, 0, 2), expand=False))
    else:
        console.print(text, soft_wrap=True)


def _speaker(said: Attribution) -> str:
    channel = f", via {said.channel}" if said.channel else ""
    return f"{visible(said.speaker)} ({GIVEN[said.mode]}{visible(channel)})"


def _hedge(passage: Passage) -> str:
    marked = [(quote.start, quote.end) for quote in passage.highlights]
    return f"; {MAY_BE_NARRATION}" if may_be_narration(passage.paragraph.text, marked, passage.speakers) else ""


def _citation(number: int, passage: Passage) -> Text:
    document = passage.paragraph.document
    line = Text()
    line.append(f"[{number}] ", style="bold cyan")
    if said := speakers_line(passage.speakers):
        line.append(f"{said}{_hedge(passage)} — ", style="cyan")
    line.append(visible(document.title), style="italic")
    line.append(f" · {cited(document)} · paragraph {passage.paragraph.ordinal}", style="dim")
    for copy in passage.also:
        line.append(f"; also in {visible(copy.document.title)} · {cited(copy.document)}", style="dim")
    return line


def _marked(passage: Passage, stems: Sequence[str]) -> Text:
    """The verbatim words, the answering sentence in bold and the question's words underlined."""
    text = passage.paragraph.text
    styles = [("bold", quote.start, quote.end) for quote in passage.highlights]
    styles += [("underline", start, end) for start, end in matching_words(text, stems)]
    marked = Text()
    edges = sorted({0, len(text), *(edge for _, start, end in styles for edge in (start, end))})
    for start, end in pairwise(edges):
        style = " ".join(name for name, first, last in styles if first <= start and end <= last)
        marked.append(visible(text[start:end]), style=style)
    return marked
