"""What a build says when it is done."""

from pathlib import Path
from typing import TextIO

from rich.console import Console
from rich.text import Text

from bot.visible import visible
from corpus.records import Kind
from embeddings.index import Index
from embeddings.report import Report

_SHOWN = 20  # warnings; more are counted


def show_report(out: Console, problems: Console, report: Report, home: Path) -> None:
    """Print what was built on `out`, and what went wrong on `problems`."""
    for name, reason in list(report.skipped.items())[:_SHOWN]:
        problems.print(Text(f"skipped {visible(name)}: {visible(reason)}", style="yellow"), soft_wrap=True)
    for name, warning in list(report.warnings.items())[:_SHOWN]:
        problems.print(Text(f"note on {visible(name)}: {visible(warning)}", style="yellow"), soft_wrap=True)
    if report.distrusted is not None:
        problems.print(
            Text(f"everything was made anew, since {visible(report.distrusted)}", style="yellow"), soft_wrap=True
        )
    for line in _lines(report, home):
        out.print(Text(visible(line)), soft_wrap=True)


def list_aside(out: TextIO, home: Path) -> None:
    """Write each line of the corpus that is not body text: file, paragraph, kind, text, parted by tabs."""
    index = Index.open(home)
    for kind in (Kind.HEADING, Kind.CAPTION, Kind.BOILERPLATE):
        for paragraph in index.store.of_kind(kind):
            out.write(f"{visible(paragraph.document.id)}\t{paragraph.ordinal}\t{kind}\t{visible(paragraph.text)}\n")
    index.close()


def _lines(report: Report, home: Path) -> list[str]:
    aside = {kind: report.kinds.get(kind, 0) for kind in (Kind.HEADING, Kind.CAPTION, Kind.BOILERPLATE)}
    changes = f"{report.new} new, {report.changed} changed, {report.unchanged} unchanged, {report.removed} removed"
    lines = [
        f"{report.documents} documents ({changes}), {sum(report.kinds.values())} paragraphs",
        f"  {report.kinds.get(Kind.BODY, 0)} of body text; set aside: "
        f"{aside[Kind.HEADING]} headings, {aside[Kind.CAPTION]} captions, {aside[Kind.BOILERPLATE]} of boilerplate",
        f"  {report.encoded} paragraphs encoded, {report.reused} kept; speakers by {report.attributor}",
    ]
    if report.skipped:
        lines.append(f"  {len(report.skipped)} files skipped")
    if report.ignored:
        kinds = ", ".join(f"{count} {suffix}" for suffix, count in report.ignored.most_common(5))
        lines.append(f"  passed over, of other kinds: {kinds}")
    if report.wrote:
        lines.append(f"generation {report.generation} in {home}")
    else:
        lines.append(f"nothing changed; the index in {home} is up to date")
    return lines
