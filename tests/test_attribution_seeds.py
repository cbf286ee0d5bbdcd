"""Who says what in the two seed articles, against the hand-made gold; skipped where the shared folder is absent."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.attribution.articles import ArticleAttributor
from corpus.attribution.attributor import Attributor
from corpus.attribution.lexicon import read_lexicon
from corpus.attribution.opening import open_attributor
from corpus.attribution.pattern_reader import PatternReader
from corpus.records import Document, Kind, Paragraph

SHARED = Path(__file__).parents[2] / "shared"
GOLD = SHARED / "eval" / "seeds" / "attribution_gold.json"
needs_shared = pytest.mark.skipif(not GOLD.exists(), reason="the seed articles are not part of the project")


def words(name: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", name.lower())) - {"the", "a", "an", "of", "from", "s"}


def lines(text: str) -> Iterator[tuple[int, int]]:
    for found in re.finditer(r"[^\n]+", text):
        if core := found.group().strip():
            start = found.start() + found.group().index(core)
            yield start, start + len(core)


def verdicts(attributor: Attributor) -> Iterator[tuple[str, int, list[str], list[str]]]:
    for article in json.loads(GOLD.read_text(encoding="utf-8")):
        text = (SHARED / "seeds" / article["doc"]).read_text(encoding="utf-8")
        document = Document(article["doc"], "", text, "")
        spans = list(lines(text))
        kinds = [Kind(line["kind"]) for line in article["paragraphs"]]
        paragraphs = [Paragraph(document, i, *s, k) for i, (s, k) in enumerate(zip(spans, kinds, strict=True))]
        for line, found in zip(article["paragraphs"], attributor.attribute(paragraphs), strict=True):
            speakers = list(dict.fromkeys(a.speaker for a in found))
            required, also = ({words(n) for n in line[k]} for k in ("speakers", "also"))
            got = {words(n) for n in speakers}
            if not required <= got <= required | also:
                yield article["doc"], line["paragraph"], speakers, line["speakers"]


@needs_shared
@pytest.mark.parametrize(
    ("reader", "wrong"),
    [pytest.param("grammar", 1, id="parser"), pytest.param("patterns", 5, id="regular expressions")],
)
def test_seed_paragraphs_are_wholly_right(reader: str, wrong: int) -> None:
    lexicon = read_lexicon()
    patterns = ArticleAttributor("regular expressions", PatternReader(lexicon), lexicon)

    missed = list(verdicts(open_attributor(None) if reader == "grammar" else patterns))

    assert len(missed) <= wrong, missed
