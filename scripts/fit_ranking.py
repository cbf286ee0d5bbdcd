"""Fits the weights of ranking and of doubt on question sets, and tells what they give on sets they were not fitted on.

    python scripts/fit_ranking.py INDEX:QUESTIONS.jsonl[:EVERY[:WEIGHT]] … [--write]

A set is an index folder and its questions, every how many of them to take (1), and how much each counts (1). Ranking
is a linear model of the evidence, fitted on pairs of a right and a wrong passage (logistic loss). Doubt is logistic
regression on the passage that would be shown first. Questions that nothing answers are those of the sets, and made
ones: a speaker asked about somebody else's topic from another article. --unseen names weights of the cross-encoder that
have not seen the articles that their cards list, for sets that the shipped ones were trained on. --write puts the
weights into the project.
"""

import argparse
import random
import sys
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields, replace
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from unseen_reranking import UnseenSecondLook

from bot.answerer import Answerer
from bot.confidence import calibrations, features, relevant
from bot.config import Config
from bot.evaluation import Judged, is_gold
from bot.jsonlines import judged_questions
from bot.understanding import Understanding
from embeddings import ranking
from embeddings.evidence import Evidence, Hit
from embeddings.records import Filter

ROOT = Path(__file__).parents[1]
HITS = 30  # of each question
WRONG = 15  # passages that a right one is compared with
NAMES = [field.name for field in fields(Evidence)]
DOUBTS = ("held", "sentence", "phrase", "dense", "words", "spoken", "logit", "form")
LOST = 0.02  # the share of answerable questions that a threshold may refuse


@dataclass(frozen=True)
class Case:
    """A question as it was understood, its hits, and which of them are right."""

    asked: Understanding
    answerable: bool
    hits: list[Hit]
    right: list[bool]
    weight: float

    @property
    def of_somebody(self) -> bool:
        return bool(self.asked.speakers)


def cases(specification: str, unseen: Sequence[Path]) -> list[Case]:
    """All questions of a set, and the made ones."""
    home, file, *rest = specification.split(":")
    every, weight = int(rest[0]) if rest else 1, float(rest[1]) if len(rest) > 1 else 1.0
    answerer = replace(Answerer.open(Path(home), Config()), second_look=UnseenSecondLook.open(unseen))
    judged = judged_questions(Path(file))[::every]
    found = [case(answerer, each, weight) for each in judged]
    return found + made(answerer, judged, found, weight)


def case(answerer: Answerer, judged: Judged, weight: float) -> Case:
    """One question's hits under the weights of today."""
    turn = answerer.read(judged.question.text, judged.question.history)
    hits = answerer.hits(turn.asked, Filter(), HITS)
    return Case(turn.asked, judged.answerable, hits, [is_gold(hit.paragraph, judged.gold) for hit in hits], weight)


def made(answerer: Answerer, judged: Sequence[Judged], found: Sequence[Case], weight: float) -> list[Case]:
    """Speakers asked about topics of other speakers in other articles, of which they say no word."""
    chance = random.Random(3)
    spoken = [(j, c) for j, c in zip(judged, found, strict=True) if c.answerable and c.of_somebody and c.asked.stems]
    results = []
    for theirs, one in spoken:
        other, stranger = chance.choice(spoken)
        if {gold.doc for gold in theirs.gold} & {gold.doc for gold in other.gold}:
            continue
        if set(one.asked.speakers) & set(stranger.asked.speakers):
            continue
        words, stems = stranger.asked.words, stranger.asked.stems
        asked = replace(one.asked, text=f"{one.asked.speakers[0]} {' '.join(words)}", words=words, stems=stems)
        hits = answerer.hits(asked, Filter(), HITS)
        if not any(hit.evidence.spoken and hit.evidence.held > 0.99 for hit in hits):
            results.append(Case(asked, False, hits, [False] * len(hits), weight))
    return results


def fit_ranking(sets: Sequence[Sequence[Case]]) -> np.ndarray:
    """Weights under which right passages score above wrong ones."""
    rows, counts = [], []
    for each in (case for cases in sets for case in cases if case.answerable):
        evidence = np.array([astuple(hit.evidence) for hit in each.hits])
        right = [i for i, good in enumerate(each.right) if good][:2]
        wrong = [i for i, good in enumerate(each.right) if not good][:WRONG]
        for i in right:
            rows += [evidence[i] - evidence[j] for j in wrong]
            counts += [each.weight / len(wrong) / len(right)] * len(wrong)
    signs = np.where(np.arange(len(rows)) % 2, 1, -1)
    model = LogisticRegression(fit_intercept=False, C=10, max_iter=3000)
    return model.fit(np.array(rows) * signs[:, None], signs, sample_weight=counts).coef_[0]


def hits_at(cases: Sequence[Case], weights: np.ndarray) -> tuple[float, float]:
    """Hits@1 and Hits@4 under these weights, without the cross-encoder."""
    places = []
    for each in (case for case in cases if case.answerable):
        scores = [float(np.dot(astuple(hit.evidence), weights)) for hit in each.hits]
        order = sorted(range(len(scores)), key=lambda i: -scores[i])
        places.append(next((place for place, i in enumerate(order) if each.right[i]), HITS))
    return float(np.mean([place < 1 for place in places])), float(np.mean([place < 4 for place in places]))


def fit_doubt(sets: Sequence[Sequence[Case]], *, of_somebody: bool) -> dict[str, float]:
    """A calibration, with the threshold that refuses at most LOST of the answerable questions."""
    rows, labels, counts = [], [], []
    for each in (case for cases in sets for case in cases if case.of_somebody == of_somebody and case.asked.stems):
        if shown := relevant(each.asked, each.hits):
            rows.append(features(shown[0], each.asked))
            labels.append(each.answerable)
            # near misses that share every word with an article are beyond these features: they must not move it all
            counts.append(each.weight * (1.0 if of_somebody or each.answerable else 0.3))
    model = LogisticRegression(C=3, max_iter=3000).fit(rows, labels, sample_weight=counts)
    chances = model.predict_proba(rows)[:, 1]
    threshold = float(np.quantile(chances[np.array(labels)], LOST))
    refused = float(np.mean(chances[~np.array(labels)] < threshold))
    kind = "speaker" if of_somebody else "open"
    print(f"doubt, {kind}: threshold {threshold:.3f} refuses {refused:.3f} of {labels.count(False)}")
    return dict(zip(DOUBTS, model.coef_[0].tolist(), strict=True)) | {
        "intercept": float(model.intercept_[0]),
        "threshold": threshold,
    }


def write(weights: np.ndarray, doubts: dict[str, dict[str, float]]) -> None:
    """Put the weights into the project."""
    lines = "".join(f"{name} = {weight:.2f}\n" for name, weight in zip(NAMES, weights, strict=True))
    _replace(ROOT / "embeddings" / "ranking.toml", lines)
    tables = [
        f"[{name}]\n" + "".join(f"{key} = {value:.3f}\n" for key, value in table.items())
        for name, table in doubts.items()
    ]
    _replace(ROOT / "bot" / "confidence.toml", "\n".join(tables))


def _replace(file: Path, lines: str) -> None:
    comment = "".join(line + "\n" for line in file.read_text(encoding="utf-8").split("\n") if line.startswith("#"))
    file.write_text(comment + ("\n" if lines.startswith("[") else "") + lines, encoding="utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="+")
    parser.add_argument("--unseen", type=Path, nargs="+", default=[], metavar="WEIGHTS_DIR")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    sets = {specification: cases(specification, options.unseen) for specification in options.sets}
    today = np.array(ranking.weights())
    for name, held_out in sets.items():
        others = [found for other, found in sets.items() if other != name]
        apart = hits_at(held_out, fit_ranking(others)) if others else (float("nan"),) * 2
        print(f"{name}: Hits@1/@4 today {_pair(hits_at(held_out, today))}, fitted on the other sets {_pair(apart)}")
    weights = fit_ranking(list(sets.values()))
    for name, found in sets.items():
        print(f"{name}: fitted on all {_pair(hits_at(found, weights))}")
    doubts = {name: fit_doubt(list(sets.values()), of_somebody=name == "speaker") for name in ("speaker", "open")}
    print(dict(zip(NAMES, weights.round(2).tolist(), strict=True)), doubts, sep="\n")
    if options.write:
        write(weights, doubts)
        calibrations.cache_clear()
        calibrations()  # what was written can be read
    return 0


def _pair(figures: tuple[float, float]) -> str:
    return f"{figures[0]:.3f}/{figures[1]:.3f}"


if __name__ == "__main__":
    sys.exit(main())
