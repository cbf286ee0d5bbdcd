"""From a question to an answer over one opened index: passages, or the reason why there are none."""

from dataclasses import dataclass

from bot.confidence import doubt
from bot.config import AskSettings
from bot.conversation import follow
from bot.highlighting import best_sentence
from bot.names import SpeakerNames
from bot.records import Answer, Passage, Question
from bot.scope import scope
from bot.understanding import Understanding
from corpus.errors import QuestionError
from embeddings.analysis import terms
from embeddings.encoder import Encoder
from embeddings.evidence import Hit
from embeddings.index import Index
from embeddings.ranking import rank
from embeddings.records import Filter
from embeddings.search import Query, search


@dataclass(frozen=True, slots=True)
class Answerer:
    """Answers from one generation of the index; safe to share by threads."""

    index: Index
    encoder: Encoder
    speakers: SpeakerNames
    settings: AskSettings

    def answer(self, question: Question, *, limit: int) -> Answer:
        """The best passages, at most `limit`. Raises QuestionError where the question cannot be asked."""
        self._require_askable(question.text)
        only = scope(question, self.index.store)
        turn = follow(self._spelled(question.text), [self._spelled(text) for text in question.history], self.speakers)
        asked = turn.asked
        hits = self._hits(asked, only, limit)
        passages = tuple(self._passage(hit, asked) for hit in hits)
        reason = doubt(turn, hits, only, self.index)
        if reason is None:
            return Answer(question, passages, stems=asked.stems, carried=turn.carried)
        return Answer(question, (), passages, reason, asked.stems, turn.carried)

    def _spelled(self, text: str) -> str:
        return self.speakers.corrected(text, self._is_known)

    def _is_known(self, word: str) -> bool:
        return any(self.index.lexical.document_frequency(term.stem) > 0 for term in terms(word))

    def _hits(self, asked: Understanding, only: Filter, limit: int) -> list[Hit]:
        query = Query(asked.stems, asked.text, asked.speakers)
        return rank(self.index, query, search(self.index, self.encoder, query, only), limit=limit)

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

    def _passage(self, hit: Hit, asked: Understanding) -> Passage:
        said = self.index.store.attributions(hit.paragraph)
        highlight = best_sentence(hit.paragraph, asked.stems, self.index.lexical)
        return Passage(hit.paragraph, hit.score, said, () if highlight is None else (highlight,))
