"""Trains the reranker that ships with the project. Recipe, data and figures: docs/reranker.md.

usage: train_reranker.py --base MODEL_DIR --squad test-v2.0.json --docs DOCS --questions questions.jsonl
                         --work WORK_DIR --out WEIGHTS_DIR [--recipe small] [--held-out 0/2]

MODEL_DIR holds all-MiniLM-L6-v2 (model.safetensors, tokenizer.json), DOCS the articles as text files. WORK_DIR keeps
what later runs use again: the candidates of retrieval and the network after the first stage. With --held-out I/N
the second stage leaves out every N-th article from the I-th on, and the logits of their questions are written to
WORK_DIR for measure_reranker.py.
"""

import argparse
import hashlib
import json
import pickle
import shutil
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random

import torch
from reranker_lessons import Lesson, Tokens, fused, lessons, said_about
from reranker_network import CrossEncoder, export, from_base
from reranker_questions import Candidates, Passage, Question, encode, read_folder, read_questions, read_squad, retrieve
from reranker_training import logits, train
from tokenizers import Tokenizer

from embeddings.reranker import CARD, FORMAT, GRAPH, VOCABULARY, Limits, tokenize

SEED = 7
READ = Limits(question=32, passage=64)
POINTWISE = 0.5
LISTS_PER_BATCH = 8
NEAR_MISSES = 0.5  # in the second stage, for each answerable question
DEPTH = 30
SCORED, EVERY = 8, 6  # candidates of held-out questions, of which every sixth is scored


@dataclass(frozen=True, slots=True)
class Recipe:
    """How many of the base model's layers are kept, and how the two stages go about it.

    The first stage draws `first_lists` lists and may leave its schedule after `stop_after` steps.
    """

    layers: int
    rates: tuple[float, float]
    first_lists: int
    stop_after: int | None
    first_varying: bool


RECIPES = {
    "small": Recipe(layers=3, rates=(1.5e-4, 1e-4), first_lists=6000, stop_after=None, first_varying=False),
    "large": Recipe(layers=6, rates=(1e-4, 1e-4), first_lists=3600, stop_after=199, first_varying=True),
}


@dataclass(frozen=True, slots=True)
class Material:
    """The passages, and the questions with their candidates: labelled ones, and those of the withheld labels."""

    passages: Sequence[Passage]
    labelled: Sequence[Question]
    labelled_candidates: Sequence[Candidates]
    unlabelled: Sequence[Question]
    unlabelled_candidates: Sequence[Candidates]


def main() -> None:
    """Train, export and describe."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("--base", "--squad", "--docs", "--questions", "--work", "--out"):
        parser.add_argument(name, type=Path, required=True)
    parser.add_argument("--recipe", choices=sorted(RECIPES), default="small")
    parser.add_argument("--held-out", metavar="I/N")
    parser.add_argument("--stages", type=int, choices=(1, 2), default=2)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    started = time.monotonic()
    tokenizer = Tokenizer.from_file(str(options.base / VOCABULARY))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    material = load(options)
    articles = sorted({question.article for question in material.labelled if question.article})
    fold = [int(part) for part in options.held_out.split("/")] if options.held_out else None
    held_out = set(articles[fold[0] :: fold[1]] if fold else ())
    network = first_stage(options, material, tokenizer)
    if options.stages == 2:
        second_stage(network, material, tokenizer, set(articles) - held_out, rate=RECIPES[options.recipe].rates[1])
    torch.save(network.state_dict(), options.work / "second-stage.pt")
    minutes = (time.monotonic() - started) / 60
    write_weights(network, options, held_out=sorted(held_out), minutes=minutes)
    if fold:
        write_logits(network, material, tokenizer, held_out, options.work / f"held-out-{fold[0]}-of-{fold[1]}.pkl")


def load(options: argparse.Namespace) -> Material:
    """Read the data and retrieve the candidates, once for each WORK_DIR."""
    options.work.mkdir(parents=True, exist_ok=True)
    cache = options.work / "candidates.pkl"
    if not cache.exists():
        passages = read_folder(options.docs)
        labelled = read_questions(options.questions, passages)
        unlabelled = read_squad(options.squad, passages)
        asked = [question.text for question in (*labelled, *unlabelled)]
        vectors = (encode(options.base, asked), encode(options.base, [passage.text for passage in passages]))
        found = retrieve(passages, asked, vectors=vectors, depth=DEPTH)
        both = (passages, labelled, found[: len(labelled)], unlabelled, found[len(labelled) :])
        cache.write_bytes(pickle.dumps(both))
    return Material(*pickle.loads(cache.read_bytes()))


def numbers_of(passages: Sequence[Passage], articles: set[str]) -> dict[str, list[int]]:
    """The numbers of the passages of some articles."""
    return {
        article: [number for number, passage in enumerate(passages) if passage.article == article]
        for article in sorted(articles)
    }


def first_stage(options: argparse.Namespace, material: Material, tokenizer: Tokenizer) -> CrossEncoder:
    """The network after the articles whose labels were withheld, trained on order alone."""
    torch.manual_seed(SEED)
    random = Random(SEED)
    checkpoint = options.work / "first-stage.pt"
    network = from_base(options.base / "model.safetensors", list(range(RECIPES[options.recipe].layers)))
    if checkpoint.exists():
        network.load_state_dict(torch.load(checkpoint))
        return network
    recipe = RECIPES[options.recipe]
    questions, passages = material.unlabelled, material.passages
    neighbours = numbers_of(passages, {question.article for question in questions})
    lists = list(lessons(questions, material.unlabelled_candidates, neighbours=neighbours, random=random))
    if recipe.first_lists < len(lists):
        lists = random.sample(lists, recipe.first_lists)
    learn(
        network,
        lists,
        questions,
        passages,
        tokenizer,
        rate=recipe.rates[0],
        stop_after=recipe.stop_after,
        pointwise=0.0,
        varying=recipe.first_varying,
        random=random,
    )
    torch.save(network.state_dict(), checkpoint)
    return network


def second_stage(
    network: CrossEncoder, material: Material, tokenizer: Tokenizer, articles: set[str], *, rate: float
) -> None:
    """Train on labelled questions of some articles, near misses included, and on made questions about speakers."""
    random = Random(SEED + 1)
    passages = material.passages
    neighbours = numbers_of(passages, articles | {question.article for question in material.unlabelled})
    asked = [
        (question, candidates)
        for question, candidates in zip(material.labelled, material.labelled_candidates, strict=True)
        if question.article in articles
        or (question.answerable is False and passages[fused(candidates)[0]].article in articles)
    ]
    made = said_about(passages, [number for numbers in neighbours.values() for number in numbers], random)
    found = retrieve(passages, [question.text for question in made], vectors=None, depth=DEPTH)
    questions = [question for question, _ in asked] + made
    candidates = [candidates for _, candidates in asked] + found
    lists = list(lessons(questions, candidates, neighbours=neighbours, random=random))
    random.shuffle(lists)
    answerable = [lesson for lesson in lists if lesson.labelled and lesson.first_belongs]
    near_misses = [lesson for lesson in lists if not lesson.first_belongs]
    about_speakers = [lesson for lesson in lists if not lesson.labelled]
    lists = answerable + near_misses[: int(NEAR_MISSES * len(answerable))] + about_speakers
    learn(
        network,
        lists,
        questions,
        passages,
        tokenizer,
        rate=rate,
        stop_after=None,
        pointwise=POINTWISE,
        varying=True,
        random=random,
    )


def learn(
    network: CrossEncoder,
    lists: Sequence[Lesson],
    questions: Sequence[Question],
    passages: Sequence[Passage],
    tokenizer: Tokenizer,
    *,
    rate: float,
    stop_after: int | None,
    pointwise: float,
    varying: bool,
    random: Random,
) -> None:
    """One pass over the lists."""
    print(f"{len(lists)} lists", flush=True)
    train(
        network,
        lists,
        token_ids(tokenizer, questions, passages),
        limits=READ,
        rate=rate,
        lists_per_batch=LISTS_PER_BATCH,
        stop_after=stop_after,
        pointwise=pointwise,
        varying=varying,
        random=random,
        report=lambda line: print(line, flush=True),
    )


def token_ids(tokenizer: Tokenizer, questions: Sequence[Question], passages: Sequence[Passage]) -> Tokens:
    """Everything tokenised once."""
    return Tokens(
        tokenize(tokenizer, [question.text for question in questions]),
        tokenize(tokenizer, [passage.text for passage in passages]),
    )


def write_logits(
    network: CrossEncoder, material: Material, tokenizer: Tokenizer, articles: set[str], path: Path
) -> None:
    """Keep, for each question of the held-out articles, its candidates with their logits."""
    questions, kept = material.labelled, []
    for number, candidates in enumerate(material.labelled_candidates):
        best = fused(candidates)[:SCORED]
        article = questions[number].article or material.passages[best[0]].article
        if article in articles and number % EVERY == 0:
            kept.append((number, best))
    tokens = token_ids(tokenizer, questions, material.passages)
    pairs = [(number, passage) for number, best in kept for passage in best]
    scores = iter(logits(network, pairs, tokens, READ))
    path.write_bytes(pickle.dumps([(number, best, [next(scores) for _ in best]) for number, best in kept]))


def write_weights(network: CrossEncoder, options: argparse.Namespace, *, held_out: list[str], minutes: float) -> None:
    """Export the network, with the vocabulary and a card that pins both."""
    base, out = options.base, options.out
    out.mkdir(parents=True, exist_ok=True)
    export(network, out / GRAPH, quantize=True)
    shutil.copyfile(base / VOCABULARY, out / VOCABULARY)
    card = {
        "format": FORMAT,
        "question_tokens": READ.question,
        "passage_tokens": READ.passage,
        "sha256": {name: hashlib.sha256((out / name).read_bytes()).hexdigest() for name in (GRAPH, VOCABULARY)},
        "training": {
            "base": "sentence-transformers/all-MiniLM-L6-v2",
            "base_sha256": hashlib.sha256((base / "model.safetensors").read_bytes()).hexdigest(),
            "data": "SQuAD 2.0 (CC BY-SA 4.0), articles of its development set",
            "held_out": held_out,
            "recipe": {"name": options.recipe, **asdict(RECIPES[options.recipe])},
            "seed": SEED,
            "minutes": round(minutes),
        },
    }
    (out / CARD).write_text(json.dumps(card, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
