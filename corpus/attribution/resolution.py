"""From the words that name a source to the person: surnames, pronouns, and the memory of who spoke last."""

from collections.abc import Iterator
from dataclasses import dataclass

from corpus.attribution.lexicon import Gender, Lexicon
from corpus.attribution.names import NameTable, Person
from corpus.attribution.quotation import is_quoted
from corpus.attribution.readings import Mention, Reading, Sort
from corpus.records import How


@dataclass(frozen=True, slots=True)
class Speaker:
    """A resolved source."""

    name: str
    how: How
    person: Person | None = None


class Resolver:
    """Resolves the mentions of one article in reading order; keeps who spoke and who was named."""

    def __init__(self, table: NameTable, lexicon: Lexicon) -> None:
        self._table = table
        self._lexicon = lexicon
        self._prominent: list[Person] = []  # speakers and subjects of earlier paragraphs, latest last
        self._named: list[Person] = []
        self._events: list[tuple[int, Person]] = []
        self._reading: Reading | None = None
        self._here: list[tuple[int, int, Person]] = []

    def enter(self, reading: Reading) -> None:
        """Turn to the next paragraph."""
        self._prominent += [p for _, p in sorted(self._events, key=lambda e: e[0])]
        self._named += [p for _, _, p in self._here]
        self._reading = reading
        self._here = [m for m in self._table.mentions(reading.text) if not is_quoted(m[0], reading.quotations)]
        self._events = [(s, p) for s, e, p in self._here if any(s <= x < e for x in reading.subjects)]

    def spoke(self, speaker: Speaker, position: int) -> None:
        """Remember who spoke."""
        if speaker.person:
            self._events.append((position, speaker.person))

    def resolve(self, mention: Mention) -> Speaker | None:
        """The speaker that a mention stands for, or nothing rather than a guess."""
        if mention.sort is Sort.PRONOUN:
            return self._pronoun(mention)
        person = self._table.find_mention(mention.text)
        if person and mention.sort in (Sort.PERSON, Sort.NAME, Sort.WORD, Sort.PLACE, Sort.ORGANISATION):
            how = How.NAMED if len(self._table.tokens(mention.text)) > 1 else How.SURNAME
            return Speaker(person.name, how, person)
        if mention.sort in (Sort.PERSON, Sort.NAME, Sort.WORD):
            return None
        return Speaker(mention.text, How.NAMED)

    def _pronoun(self, mention: Mention) -> Speaker | None:
        word = mention.text.lower()
        if word == "they":
            return None
        gender = Gender.MALE if word == "he" else Gender.FEMALE
        for person in self._candidates(mention.start):
            if person.gender in (None, gender):
                return Speaker(person.name, How.PRONOUN, person)
        return None

    def _candidates(self, position: int) -> Iterator[Person]:
        """Whom a pronoun may mean, likeliest first."""
        here = sorted((e for e in self._events if e[0] < position), key=lambda e: e[0])
        yield from (p for _, p in reversed(here))
        yield from reversed(self._prominent)
        yield from (p for s, _, p in reversed(self._here) if s < position)
        yield from reversed(self._named)
