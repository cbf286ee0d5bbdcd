"""Writes news of any size: `python -m benchmarks.generate_corpus FOLDER --paragraphs 100000`.

FOLDER/articles/000/000000.txt … and FOLDER/questions.jsonl, which `pullquote eval` reads. Article n is the same in a
corpus of any size, and the same every time.
"""

import argparse
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from benchmarks.vocabulary import Vocabulary, read_vocabulary

SEED = 20240314
FEWEST, MOST = 8, 12  # paragraphs of body text in an article
_TOLD = 0.4  # share of sentences that report what somebody said
_NOWHERE = 2_000_000  # topics from here on are in no corpus
_STOCK = 48  # words drawn at once
_SLOT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Article:
    """A generated article, and what can be asked about it."""

    number: int
    text: str
    paragraphs: int
    speaker: str
    topic: str

    @property
    def name(self) -> str:
        """Its path under the folder of articles."""
        return f"{self.number // 1000:03d}/{self.number:06d}.txt"


def articles(vocabulary: Vocabulary, paragraphs: int) -> Iterator[Article]:
    """Articles with so many paragraphs of body text in all."""
    number = 0
    while paragraphs > 0:
        article = write_article(vocabulary, number, most=paragraphs)
        yield article
        paragraphs -= article.paragraphs
        number += 1


def write_article(vocabulary: Vocabulary, number: int, *, most: int = MOST, version: int = 0) -> Article:
    """The article of this number; another version tells other news of the same topic."""
    chance = np.random.default_rng([SEED, number, version])
    count = min(int(chance.integers(FEWEST, MOST + 1)), most)
    topic = vocabulary.topic(number)
    writer = _Writer(vocabulary, chance, topic)
    body = [writer.paragraph(int(chance.integers(2, 6))) for _ in range(count)]
    place = int(chance.integers(count))
    body[place] = f"{writer.answer()} {body[place]}"
    published = date(2015, 1, 1) + timedelta(days=int(chance.integers(3650)))
    source = vocabulary.sources[int(chance.integers(len(vocabulary.sources)))]
    headline = writer.sentence("{noun} and {adjective} {noun} in {place}").capitalize()
    byline = f"By {writer.drawn('person')}\n{published:%d %B %Y}"
    text = "\n\n".join([source, headline, byline, *body]) + "\n"
    return Article(number, text, count, writer.main_speaker, topic)


def questions(vocabulary: Vocabulary, article: Article) -> Iterator[dict[str, object]]:
    """What an article was written to answer, and sometimes a question about what none tells of."""
    asked = f"What did {article.speaker} say about the {article.topic}?"
    gold = [{"doc": article.name, "contains": article.topic}]
    yield {
        "id": f"a{article.number}", "kind": "answerable", "question": asked, "answerable": True, "gold": gold,
        "speaker": article.speaker, "history": [],
    }  # fmt: skip
    if article.number % 5 == 0:
        asked = f"What did {article.speaker} say about the {vocabulary.topic(_NOWHERE + article.number)}?"
        yield {
            "id": f"u{article.number}", "kind": "unanswerable", "question": asked, "answerable": False, "gold": [],
            "history": [],
        }  # fmt: skip


class _Writer:
    """Fills the sentences of one article; who was named in full is called by surname or pronoun later."""

    def __init__(self, vocabulary: Vocabulary, chance: np.random.Generator, topic: str) -> None:
        self._vocabulary = vocabulary
        self._chance = chance
        self._topic = topic
        self._stock: dict[str, list[str]] = {}
        self._named: list[str] = []
        self._speakers = [self.drawn("person") for _ in range(3)]

    @property
    def main_speaker(self) -> str:
        """Whose words answer the question about this article."""
        return self._speakers[0]

    def paragraph(self, sentences: int) -> str:
        """Some sentences of news, told or plain."""
        sorts = ["told" if self._chance.random() < _TOLD else "plain" for _ in range(sentences)]
        return " ".join(self._filled(sort) for sort in sorts)

    def answer(self) -> str:
        """What the main speaker said about the topic."""
        return self._fill(self._any("answers"), {"speaker": self.main_speaker})

    def sentence(self, pattern: str) -> str:
        """A pattern with a word in each of its gaps."""
        return self._fill(pattern, {})

    def drawn(self, sort: str) -> str:
        """The next word of a sort."""
        if not self._stock.get(sort):
            self._stock[sort] = self._vocabulary.bags[sort].draw(self._chance.random(_STOCK))
        return self._stock[sort].pop()

    def _filled(self, sort: str) -> str:
        return self._fill(self._any(sort), {"speaker": self._mention()} if sort == "told" else {})

    def _mention(self) -> str:
        """A speaker: in full the first time, with what they are; then by surname."""
        person = self._speakers[int(self._chance.integers(len(self._speakers)))]
        if person in self._named:
            return person.split()[-1]
        self._named.append(person)
        return f"{person}, the {self.drawn('role')} of {self.drawn('place')},"

    def _any(self, sort: str) -> str:
        patterns = self._vocabulary.sentences[sort]
        return patterns[int(self._chance.integers(len(patterns)))]

    def _fill(self, pattern: str, given: Mapping[str, str]) -> str:
        own = {
            "topic": self._topic,
            "number": str(self._chance.integers(2, 900)),
            "year": str(self._chance.integers(1900, 2010)),
        }
        known = {**own, **given}
        filled = _SLOT.sub(lambda slot: known.get(slot[1]) or self.drawn(slot[1]), pattern)
        return filled.replace(",,", ",")


def write_corpus(folder: Path, paragraphs: int) -> int:
    """Write the articles and the questions under a folder; how many articles."""
    vocabulary = read_vocabulary()
    with (_made(folder) / "questions.jsonl").open("w", encoding="utf-8") as asked:
        for article in articles(vocabulary, paragraphs):
            file = folder / "articles" / article.name
            _made(file.parent)
            file.write_text(article.text, encoding="utf-8")
            asked.writelines(json.dumps(line, ensure_ascii=False) + "\n" for line in questions(vocabulary, article))
    return article.number + 1


def main() -> None:
    """Read the command line and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--paragraphs", type=int, default=10_000, help="of body text, in all (10000)")
    options = parser.parse_args()
    count = write_corpus(options.folder, options.paragraphs)
    print(f"{count} articles with {options.paragraphs} paragraphs in {options.folder}")


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


if __name__ == "__main__":
    main()
