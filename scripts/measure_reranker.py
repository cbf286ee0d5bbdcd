"""Measures the reranker: ranking alone and blended, how its best logit tells answerable questions, and latency.

usage: measure_reranker.py held-out WORK_DIR            the logits that train_reranker.py --held-out left there
       measure_reranker.py folder WEIGHTS_DIR BASE_DIR DOCS QUESTIONS [--every N] [--depth N] [--passage-tokens N]
       measure_reranker.py latency WEIGHTS_DIR DOCS QUESTIONS
       measure_reranker.py answers INDEX QUESTIONS WEIGHTS_DIR… [--every N]   whole answers, each by weights that
                           have not seen the article
"""

import argparse
import pickle
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from reranker_lessons import COSINE_WEIGHT, fused
from reranker_questions import Candidates, Question, encode, read_folder, read_questions, retrieve
from rich.console import Console
from unseen_reranking import UnseenSecondLook

from bot.answerer import Answerer
from bot.config import Config
from bot.evaluation import evaluate, outcomes
from bot.evaluation_report import show_evaluation
from bot.jsonlines import judged_questions
from embeddings.reranker import Limits, Reranker

BLENDS = (0.0, 0.05, 0.1, 0.2, 0.4)
DEPTH = 30


@dataclass(frozen=True, slots=True)
class Judged:
    """One question's candidates: whether each is gold, its logit, and the weighted sum of both retrieval legs."""

    answerable: bool
    gold: NDArray[np.bool_]
    logits: NDArray[np.float32]
    retrieval: NDArray[np.float32]


def judged(question: Question, candidates: Candidates, best: Sequence[int], logits: Sequence[float]) -> Judged:
    """The candidates `best` of a question with their logits."""
    place = {int(number): index for index, number in enumerate(candidates.passages)}
    rows = [place[number] for number in best]
    retrieval = candidates.bm25[rows] + COSINE_WEIGHT * candidates.cosine[rows]
    gold = np.asarray([number in question.gold for number in best])
    return Judged(bool(question.answerable), gold, np.asarray(logits, dtype=np.float32), retrieval)


def report(name: str, rows: Sequence[Judged]) -> None:
    """Print Hits@1/4/10 by blend, and what thresholds of the best logit refuse."""
    asked = [row for row in rows if row.answerable]
    print(f"{name}: {len(asked)} answerable, {len(rows) - len(asked)} not; {len(asked[0].logits)} candidates")
    orders = {"retrieval alone": [row.retrieval for row in asked]}
    for blend in BLENDS:
        orders[f"logit + {blend:.2f} retrieval"] = [row.logits + blend * row.retrieval for row in asked]
    for label, scores in orders.items():
        ranked = [row.gold[np.argsort(-score, kind="stable")] for row, score in zip(asked, scores, strict=True)]
        hits = [f"H@{k} {np.mean([gold[:k].any() for gold in ranked]):.3f}" for k in (1, 4, 10)]
        print(f"  {label:24} {' '.join(hits)}")
    near = [row for row in rows if not row.answerable]
    if not near:
        return
    for label, best in (("best logit", lambda row: row.logits.max()), ("retrieval", lambda row: row.retrieval.max())):
        high, low = np.asarray([best(row) for row in asked]), np.asarray([best(row) for row in near])
        area = np.mean([(value > low).mean() + (value == low).mean() / 2 for value in high])
        print(f"  {label}: area under the curve, answerable against near misses {area:.3f}")
        for lost in (0.01, 0.03, 0.05, 0.1, 0.2):
            threshold = np.quantile(high, lost)
            refused = (low < threshold).mean()
            print(f"    below {threshold:6.2f}: {lost:.0%} of the answerable, {refused:.0%} of the others")


def held_out(options: argparse.Namespace) -> None:
    """Report on all folds whose logits are in the work folder, and on them together."""
    _, labelled, candidates, *_ = pickle.loads((options.work / "candidates.pkl").read_bytes())
    together = []
    for path in sorted(options.work.glob("held-out-*.pkl")):
        entries = pickle.loads(path.read_bytes())
        rows = [judged(labelled[n], candidates[n], best, logits) for n, best, logits in entries]
        report(path.stem, rows)
        together += rows
    report("together", together)


def folder(options: argparse.Namespace) -> None:
    """Report on the questions of a folder with the shipped weights."""
    reranker = Reranker(options.weights)
    if options.passage_tokens:
        reranker._limits = Limits(question=reranker._limits.question, passage=options.passage_tokens)
    passages = read_folder(options.docs)
    questions = read_questions(options.questions, passages)[:: options.every]
    asked = [question.text for question in questions]
    vectors = (encode(options.base, asked), encode(options.base, [passage.text for passage in passages]))
    rows = []
    for question, candidates in zip(questions, retrieve(passages, asked, vectors=vectors, depth=DEPTH), strict=True):
        best = fused(candidates)[: options.depth]
        logits = reranker.score(question.text, [passages[number].text for number in best])
        rows.append(judged(question, candidates, best, logits.tolist()))
    report(str(options.questions), rows)


def latency(options: argparse.Namespace) -> None:
    """Print processor milliseconds a question by number of candidates (BM25's best): one thread, weights open."""
    reranker = Reranker(options.weights)
    passages = read_folder(options.docs)
    questions = read_questions(options.questions, passages)[::20][:20]
    asked = [question.text for question in questions]
    found = retrieve(passages, asked, vectors=None, depth=DEPTH)
    for count in (4, 6, 8, 10):
        times = []
        for text, candidates in zip(asked, found, strict=True):
            texts = [passages[number].text for number in candidates.passages[:count]]
            runs = []
            for _ in range(3):
                started = time.process_time()
                reranker.score(text, texts)
                runs.append(1000 * (time.process_time() - started))
            times.append(min(runs))
        p50, p95 = np.quantile(times, (0.5, 0.95))
        print(f"{count} candidates: p50 {p50:.0f} ms, p95 {p95:.0f} ms")


def answers(options: argparse.Namespace) -> None:
    """Report what `pullquote eval` would, each question by weights that have not seen its article."""
    answerer = replace(Answerer.open(options.index, Config()), second_look=UnseenSecondLook.open(options.weights))
    judged = judged_questions(options.questions)[:: options.every]
    found = list(outcomes(judged, lambda question: answerer.answer(question, limit=10)))
    show_evaluation(Console(highlight=False), evaluate(found, asked_for=10))


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)
    one = commands.add_parser("held-out")
    one.add_argument("work", type=Path)
    one.set_defaults(run=held_out)
    two = commands.add_parser("folder")
    for name in ("weights", "base", "docs", "questions"):
        two.add_argument(name, type=Path)
    two.add_argument("--every", type=int, default=1)
    two.add_argument("--depth", type=int, default=10)
    two.add_argument("--passage-tokens", type=int)
    two.set_defaults(run=folder)
    three = commands.add_parser("latency")
    for name in ("weights", "docs", "questions"):
        three.add_argument(name, type=Path)
    three.set_defaults(run=latency)
    four = commands.add_parser("answers")
    four.add_argument("index", type=Path)
    four.add_argument("questions", type=Path)
    four.add_argument("weights", type=Path, nargs="+")
    four.add_argument("--every", type=int, default=1)
    four.set_defaults(run=answers)
    options = parser.parse_args()
    options.run(options)


if __name__ == "__main__":
    main()
