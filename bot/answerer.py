"""From a question to an answer over one opened index: passages, or the reason why there are none."""

from dataclasses import dataclass

from bot.confidence import doubt
from bot.config import AskSettings
from bot.highlighting import best_sentence
from bot.records import Answer, Passage, Question
from bot.scope import scope
from bot.understanding import Understanding, understand
from corpus.errors import QuestionError
from embeddings.encoder import Encoder
from embeddings.index import Index
from embeddings.records import Hit
from embeddings.search import Query, search


@dataclass(frozen=True, slots=True)
class Answerer:
    """Answers from one generation of the index; safe to share by threads."""

    index: Index
    encoder: Encoder
    settings: AskSettings

    def answer(self, question: Question, *, limit: int) -> Answer:
        """The best passages, at most `limit`. Raises QuestionError where the question cannot be asked."""
        self._require_askable(question.text)
        only = scope(question, self.index.store)
        asked = understand(question.text)
        hits = search(self.index, self.encoder, Query(asked.stems, asked.text), only, limit)
        passages = tuple(self._passage(hit, asked) for hit in hits)
        reason = doubt(asked, hits, only, self.index)
        return Answer(question, passages) if reason is None else Answer(question, (), passages, reason)

    def _require_askable(self, text: str) -> None:
        if not text.strip():
            raise QuestionError("the question is empty; ask for example: what did the mayor say about the ferry?")
        if len(text) > self.settings.longest_question:
            raise QuestionError(
                f"the question has {len(text):,} characters and {self.settings.longest_question:,} are allowed; "
                "ask it in a sentence"
            )

    def _passage(self, hit: Hit, asked: Understanding) -> Passage:
        said = self.index.store.attributions(hit.paragraph)
        highlight = best_sentence(hit.paragraph, asked.stems, self.index.lexical)
        return Passage(hit.paragraph, hit.score, said, () if highlight is None else (highlight,))
