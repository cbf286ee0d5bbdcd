"""Lists of passages to learn from: one that belongs to the question, and hard ones that do not."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random

import numpy as np
import torch
from reranker_questions import Candidates, Passage, Question
from torch import Tensor

from embeddings.reranker import Limits, TokenIds, join, pad

COSINE_WEIGHT = 20.0  # candidates are ordered by BM25 + 20 cosine, the best of the plain sums
LIST = 4
SAID_ABOUT_EACH = 3
REPORT = "said|says|argued|argues|claimed|claims|believed|believes|stated|states|wrote|writes|suggested|suggests|noted|"
REPORT += "proposed|proposes|criticized|explained|warned|concluded|announced|declared|described|asserted|told"
SAYING = re.compile(
    rf"((?:[A-Z][\w’'-]+ )?(?:[A-Z]\. )?[A-Z][\w’'-]+)(?: (?:has|have|had|also|later|\w+ly))* (?:{REPORT})\b([^.;]+)"
)
ASKING = (
    "What did {who} say about {what}?",
    "What does {who} think about {what}?",
    "what did {who} say on {what}",
    "{who} on {what}",
    "Why did {who} mention {what}?",
    "Who said something about {what}?",
)
CONTENT = re.compile(r"[A-Za-z][A-Za-z’'-]{3,}")
COMMON_WORDS = (
    "that this they them their he she it who there these those with from have been were would could should "
    "which what when where about after before because being into more most other some such than then very will "
    "also only over under said while between during through against each both does just like many much must "
    "upon your"
)
COMMON = frozenset(COMMON_WORDS.split())


@dataclass(frozen=True, slots=True)
class Lesson:
    """A question and `LIST` passages; `first_belongs` says whether the first one is the question's own.

    `labelled` lists also teach the absolute height of the logits; the others only the order.
    """

    question: int
    passages: tuple[int, ...]
    first_belongs: bool
    labelled: bool


@dataclass(frozen=True, slots=True)
class Tokens:
    """Token ids of all questions and passages, tokenised once."""

    questions: Sequence[TokenIds]
    passages: Sequence[TokenIds]


def fused(candidates: Candidates) -> list[int]:
    """The candidates, best first by the weighted sum of both legs."""
    order = np.argsort(-(candidates.bm25 + COSINE_WEIGHT * candidates.cosine), kind="stable")
    return [int(number) for number in candidates.passages[order]]


def lessons(
    questions: Sequence[Question],
    candidates: Sequence[Candidates],
    *,
    neighbours: Mapping[str, Sequence[int]],
    random: Random,
) -> Iterator[Lesson]:
    """One list a question, its wrong passages drawn anew each time: two hard ones, and one hard or of its article.

    `neighbours` holds the passages of the articles that may be learned from; no other passage is used.
    """
    allowed = {number for numbers in neighbours.values() for number in numbers}
    for number, question in enumerate(questions):
        wrong = [passage for passage in fused(candidates[number]) if passage in allowed - question.gold]
        article = [passage for passage in neighbours.get(question.article, ()) if passage not in question.gold]
        if len(wrong) < LIST:
            continue
        right = sorted(question.gold & allowed)
        if question.answerable is False:
            # its near miss is nearly always the very first
            chosen = [wrong[0], *random.sample(wrong[1:10], LIST - 1)]
        elif right:
            chosen = [random.choice(right), *random.sample(wrong[:8], 2)]
            pool = article if random.random() < 0.5 else wrong[4:30]
            left = [[passage for passage in part if passage not in chosen] for part in (pool, wrong)]
            chosen.append(random.choice(left[0] or left[1]))
        else:
            continue
        labelled = question.answerable is not None
        yield Lesson(number, tuple(chosen), question.answerable is not False, labelled)


def batch(
    chosen: Sequence[Lesson], tokens: Tokens, limits: Limits, *, random: Random | None
) -> tuple[tuple[Tensor, Tensor, Tensor], Tensor, Tensor]:
    """The network's inputs for some lists, and per list if its first passage belongs and if it is labelled.

    With `random`, passages are read at varying lengths, so that length and the place of a match tell nothing.
    """
    longest = (
        random.choice((limits.passage // 2, limits.passage * 3 // 4, limits.passage)) if random else limits.passage
    )
    rows = [
        join(
            tokens.questions[lesson.question],
            tokens.passages[passage],
            Limits(limits.question, random.randint(longest * 5 // 8, longest) if random else longest),
        )
        for lesson in chosen
        for passage in lesson.passages
    ]
    pairs = pad(rows)
    inputs = (torch.from_numpy(pairs.ids), torch.from_numpy(pairs.types), torch.from_numpy(pairs.mask))
    belongs = torch.tensor([lesson.first_belongs for lesson in chosen])
    return inputs, belongs, torch.tensor([lesson.labelled for lesson in chosen])


def said_about(passages: Sequence[Passage], numbers: Sequence[int], random: Random) -> list[Question]:
    """Questions such as "What did X say about Y?", made by rule from reported speech in some of the passages."""
    frequency: dict[str, int] = {}
    for passage in passages:
        for word in {word.casefold() for word in CONTENT.findall(passage.text)}:
            frequency[word] = frequency.get(word, 0) + 1
    made = []
    for number in numbers:
        for who, content in SAYING.findall(passages[number].text):
            words = [word for word in CONTENT.findall(content) if word.casefold() not in COMMON]
            if len(words) < 4 or who.split()[-1].casefold() in COMMON:
                continue
            spans = [words[i : i + random.choice((1, 2, 2))] for i in range(len(words))]
            for asking in random.sample(ASKING, SAID_ABOUT_EACH):
                drawn = random.sample(spans, 3)
                what = min(drawn, key=lambda span: min(frequency[word.casefold()] for word in span))
                asked = asking.format(who=who, what=" ".join(what))
                made.append(Question(asked, passages[number].article, frozenset({number}), None))
    return made
