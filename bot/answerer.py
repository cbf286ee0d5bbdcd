"""From a question to an answer over one opened index: passages, or the reason why there are none."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Self

from bot.confidence import LOOKED_AT, doubt
from bot.config import AskSettings, Config
from bot.conversation import Turn, follow
from bot.folding import Folded, fold_copies
from bot.highlighting import best_sentences
from bot.names import SpeakerNames, name_tokens
from bot.records import Answer, Passage, Question
from bot.roles import Roles
from bot.scope import scope
from bot.stated_filters import with_stated_filters
from bot.understanding import Understanding
from corpus.errors import QuestionError
from embeddings.analysis import terms
from embeddings.encoder import Encoder
from embeddings.evidence import Hit
from embeddings.index import Index
from embeddings.ranking import rank
from embeddings.records import Filter
from embeddings.reranking import SecondLook
from embeddings.search import Query, search
from embeddings.timing import Stopwatch

_SPARE = 12  # hits beyond twice what is shown: for copies that are folded, the second look and the doubt


@dataclass(frozen=True, slots=True)
class Answerer:
    """Answers from one generation of the index; safe to share by threads."""

    index: Index
    encoder: Encoder
    speakers: SpeakerNames
    settings: AskSettings
    second_look: SecondLook = field(default_factory=SecondLook)

    @classmethod
    def open(cls, home: Path, config: Config) -> Self:
        """Open the current generation in `home`. Raises IndexMissing, IndexDamaged or IndexMismatch."""
        return cls.over(Index.open(home), config)

    @classmethod
    def over(cls, index: Index, config: Config) -> Self:
        """Answer from an opened index. Raises IndexDamaged or IndexMismatch where its model is not the settings'."""
        model = config.model
        index.require_model(model.name, model.question_prompt, model.paragraph_prompt)
        index.require_recall(config.index.recall)
        names = SpeakerNames(index.store, Roles(index.store.described_as), partial(_is_word, index))
        return cls(index, index.encoder(), names, config.ask)

    def answer(self, question: Question, *, limit: int) -> Answer:
        """The best passages, at most `limit`. Raises QuestionError where the question cannot be asked."""
        watch = Stopwatch()
        with watch.stage("total"):
            answer = self._answer(question, watch, limit=limit)
        return replace(answer, timings=watch.timings())

    def _answer(self, question: Question, watch: Stopwatch, *, limit: int) -> Answer:
        self._require_askable(question.text)
        narrowed = with_stated_filters(question, self.index.store.source_called)
        only = scope(narrowed, self.index.store)
        turn = self.read(narrowed.text, question.history)
        answer = self._of_turn(question, turn, only, limit, watch)
        if answer.answered or turn.asked.as_topic is None:
            return answer
        otherwise = self._of_turn(question, replace(turn, asked=turn.asked.as_topic), only, limit, watch)
        return otherwise if otherwise.answered else answer

    def _of_turn(self, question: Question, turn: Turn, only: Filter, limit: int, watch: Stopwatch) -> Answer:
        hits = self.hits(turn.asked, only, max(LOOKED_AT, 2 * limit + _SPARE), watch)
        reason = doubt(turn, hits, only, self.index)
        passages = self._passages(fold_copies(hits, limit), turn.asked)
        if reason is None:
            return Answer(question, passages, (), None, turn.asked.stems, turn.carried, turn.asked.people)
        return Answer(question, (), passages, reason, turn.asked.stems, turn.carried, turn.asked.people)

    def read(self, text: str, history: Sequence[str]) -> Turn:
        """The question as it is meant, misspelt names mended."""
        spelled = self.speakers.corrected
        return follow(spelled(text), [spelled(earlier) for earlier in history], self.speakers)

    def query(self, asked: Understanding) -> Query:
        """What to look for."""
        # who speaks is known from the attributions: the name would only draw the meaning away from the topic
        text = (asked.speakers and " ".join(asked.words)) or asked.text
        return Query(asked.stems, text, asked.speakers, self._names(asked))

    def hits(self, asked: Understanding, only: Filter, limit: int, watch: Stopwatch | None = None) -> list[Hit]:
        """At most `limit` hits, best first, copies among them."""
        watch = watch or Stopwatch()
        query = self.query(asked)
        candidates = search(self.index, self.encoder, query, only, watch)
        found = rank(self.index, query, candidates, watch, limit=limit)
        hits = [hit for hit in found if not self._excluded(hit, asked)]
        # a speaker's words are found by who speaks; there the cross-encoder, which cannot know, does harm
        of_somebody = asked.speakers or asked.unquoted
        if of_somebody or not self.settings.rerank:
            return hits
        with watch.stage("rerank"):
            return self.second_look.rerank(asked.text, hits)

    def _names(self, asked: Understanding) -> frozenset[str]:
        if asked.unquoted is not None:
            return frozenset(name_tokens(asked.unquoted)[-1:])
        return self.speakers.surnames(asked.speakers)

    def _excluded(self, hit: Hit, asked: Understanding) -> bool:
        said = self.index.store.attributions(hit.paragraph) if asked.excluded else ()
        return bool(said) and all(attribution.speaker in asked.excluded for attribution in said)

    def _require_askable(self, text: str) -> None:
        if not text.strip():
            raise QuestionError("the question is empty; ask for example: what did the mayor say about the ferry?")
        if any("\ud800" <= character <= "\udfff" for character in text):
            raise QuestionError("the question is not valid Unicode; type it again, in UTF-8")
        longest = self.settings.longest_question
        if len(text) > longest:
            raise QuestionError(
                f"the question has {len(text):,} characters and {longest:,} are allowed; ask it in a sentence"
            )

    def _passages(self, folded: Sequence[Folded], asked: Understanding) -> tuple[Passage, ...]:
        marks = best_sentences([hit for hit, _ in folded], asked.stems, self.index.lexical)
        said = [self.index.store.attributions(hit.paragraph) for hit, _ in folded]
        return tuple(
            Passage(hit.paragraph, hit.score, speakers, () if mark is None else (mark,), also)
            for (hit, also), speakers, mark in zip(folded, said, marks, strict=True)
        )


def _is_word(index: Index, word: str) -> bool:
    return any(index.lexical.document_frequency(term.stem) > 0 for term in terms(word))
