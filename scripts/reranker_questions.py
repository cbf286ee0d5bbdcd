"""What the reranker learns from and is measured on: passages, questions, the candidates of both retrieval legs."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import tantivy
from numpy.typing import NDArray

SHORTEST_PARAGRAPH = 25  # characters; below are titles and headings


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph of an article."""

    article: str
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question with the article it was asked about, and the passages (by number) that answer it.

    `answerable` is None where the labels were withheld: the question belongs to its passage, but may be a near miss.
    """

    text: str
    article: str
    gold: frozenset[int]
    answerable: bool | None


@dataclass(frozen=True, slots=True)
class Candidates:
    """The passages that retrieval proposes for one question, best BM25 first, with both scores."""

    passages: NDArray[np.int64]
    bm25: NDArray[np.float32]
    cosine: NDArray[np.float32]


def read_folder(docs: Path) -> list[Passage]:
    """The paragraphs of every text file of a folder; the article is the file's name."""
    return [
        Passage(path.name, block.strip())
        for path in sorted(docs.glob("*.txt"))
        for block in re.split(r"\n\s*\n", path.read_text(encoding="utf-8"))
        if len(block.strip()) >= SHORTEST_PARAGRAPH
    ]


def read_questions(path: Path, passages: Sequence[Passage]) -> list[Question]:
    """The questions of an evaluation file, their gold resolved to passage numbers.

    An unanswerable question follows the answerable ones of its article there, but names none: its article is "".
    """
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    by_article: dict[str, list[int]] = {}
    for number, passage in enumerate(passages):
        by_article.setdefault(passage.article, []).append(number)
    questions = []
    for row in rows:
        gold = frozenset(
            number
            for entry in row["gold"]
            for number in by_article.get(entry["doc"], ())
            if entry["contains"].strip() in passages[number].text
        )
        article = row["gold"][0]["doc"] if row["gold"] else ""
        questions.append(Question(row["question"], article, gold, bool(row["answerable"])))
    return questions


def read_squad(path: Path, passages: Sequence[Passage]) -> list[Question]:
    """The questions of a SQuAD file without answers, tied to those passages that are its contexts."""

    def key(text: str) -> str:
        return re.sub(r"\W+", "", text)[:120].casefold()

    numbers = {key(passage.text): number for number, passage in enumerate(passages)}
    questions = []
    for article in json.loads(path.read_text(encoding="utf-8"))["data"]:
        for paragraph in article["paragraphs"]:
            number = numbers.get(key(paragraph["context"]))
            if number is not None:
                name = passages[number].article
                questions += [
                    Question(entry["question"].strip(), name, frozenset({number}), None) for entry in paragraph["qas"]
                ]
    return questions


def retrieve(
    passages: Sequence[Passage], questions: Sequence[str], *, vectors: tuple[NDArray, NDArray] | None, depth: int
) -> list[Candidates]:
    """The best `depth` passages of stemmed BM25 and of the cosine, for each question, with both scores for all.

    `vectors` are those of the questions and of the passages; without them BM25 proposes alone.
    """
    schema = tantivy.SchemaBuilder()
    schema.add_text_field("text", tokenizer_name="en_stem")
    schema.add_unsigned_field("number", stored=True, indexed=True, fast=True)
    index = tantivy.Index(schema.build())
    writer = index.writer(50_000_000, 1)
    for number, passage in enumerate(passages):
        document = tantivy.Document(text=passage.text)
        document.add_unsigned("number", number)
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()
    found = []
    cosines = vectors[0] @ vectors[1].T if vectors else np.zeros((len(questions), len(passages)), dtype=np.float32)
    for text, cosine in zip(questions, cosines, strict=True):
        words = " ".join(re.findall(r"\w+", text.casefold()))
        query = index.parse_query(words, ["text"])
        hits = searcher.search(query, 200).hits
        scores = {searcher.doc(address)["number"][0]: score for score, address in hits}
        near = np.argsort(-cosine)[: depth if vectors else 0]
        chosen = list(dict.fromkeys([*list(scores)[:depth], *near.tolist()]))
        chosen.sort(key=lambda number: -scores.get(number, 0.0))
        found.append(
            Candidates(
                np.asarray(chosen, dtype=np.int64),
                np.asarray([scores.get(number, 0.0) for number in chosen], dtype=np.float32),
                cosine[chosen].astype(np.float32),
            )
        )
    return found


def encode(model: Path, texts: Sequence[str]) -> NDArray:
    """Unit vectors of the texts from the base model."""
    from sentence_transformers import SentenceTransformer

    encoder = SentenceTransformer(str(model), device="cpu")
    return encoder.encode(list(texts), batch_size=64, normalize_embeddings=True, show_progress_bar=False)
