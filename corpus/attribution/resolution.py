"""From the words that name a source to the person: surnames, pronouns, and the memory of who spoke last."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from corpus.attribution.lexicon import Gender, Lexicon
from corpus.attribution.names import NameTable, Person
from corpus.attribution.quotation import is_quoted
from corpus.attribution.readings import Mention, Reading, Sort, Statement
from corpus.attribution.role_holders import RoleHolders
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
        self._holders = RoleHolders(table, lexicon)
        self._unread: list[str] = []  # what the holders of roles were not looked for in: few articles ask for them
        self._prominent: list[Person] = []  # speakers and subjects of earlier paragraphs, latest last
        self._named: list[Person] = []
        self._events: list[tuple[int, Person]] = []
        self._states: tuple[Speaker, ...] = ()  # the last two countries that spoke together
        self._group: tuple[Speaker, ...] = ()  # whom "they" would mean
        self._phrases: dict[str, tuple[Speaker, ...]] = {}  # by head noun
        self._reading: Reading | None = None
        self._here: list[tuple[int, int, Person]] = []

    def enter(self, reading: Reading) -> None:
        """Turn to the next paragraph."""
        self._prominent += [p for _, p in sorted(self._events, key=lambda e: e[0])]
        self._named += [p for _, _, p in self._here]
        self._reading = reading
        self._unread.append(reading.text)
        self._here = [m for m in self._table.mentions(reading.text) if not is_quoted(m[0], reading.quotations)]
        self._events = [(s, p) for s, e, p in self._here if any(s <= x < e for x in reading.subjects)]

    def spoke(self, statement: Statement, speakers: tuple[Speaker, ...]) -> None:
        """Remember who spoke, and together with whom."""
        if statement.main:
            self._events += [(statement.start, s.person) for s in speakers if s.person]
        places = {m.text.lower() for m in statement.sources if m.sort is Sort.PLACE}
        if len(places) == 2:
            self._states = speakers
        unnamed = [s for s in speakers if s.person is None]
        self._group = tuple(replace(s, how=How.PRONOUN) for s in speakers) if unnamed or len(speakers) > 1 else ()

    def names_person(self, mention: Mention) -> bool:
        """Whether a known person is meant, whatever sort of name it was taken for."""
        return mention.sort is not Sort.ROLE and self._table.find(mention.text) is not None

    def resolve(self, mention: Mention) -> tuple[Speaker, ...]:
        """The speakers that a mention stands for, none rather than a guess; two for "both countries"."""
        if mention.sort is Sort.PRONOUN:
            return self._group if mention.text.lower() == "they" else self._pronoun(mention)
        if mention.sort is Sort.PLACE and self._lexicon.speaking.get(mention.head) == "place":
            return self._states if mention.definite else ()
        if mention.sort is Sort.ROLE and (named := self._named_behind(mention)):
            return (named,)
        if mention.definite and mention.sort is Sort.ROLE and (person := self._holder(mention)):
            return (Speaker(person.name, How.PRONOUN, person),)
        if mention.definite and (earlier := self._told_before(mention)):
            return earlier
        if mention.sort is not Sort.ROLE and (person := self._table.find(mention.text)):
            how = How.NAMED if len(self._table.tokens(mention.text)) > 1 else How.SURNAME
            return (Speaker(person.name, how, person),)
        if mention.sort in (Sort.PERSON, Sort.NAME, Sort.WORD):
            return ()
        return self._unnamed(mention)

    def _named_behind(self, mention: Mention) -> Speaker | None:
        """The person whose name ends a role: "spokesman for the company, Emil Hartog"."""
        role, comma, name = mention.text.rpartition(", ")
        person = self._table.find(name) if comma and role and name[:1].isupper() else None
        return Speaker(person.name, How.NAMED, person) if person else None

    def _holder(self, mention: Mention) -> Person | None:
        """Who "the professor" is, where the article has said so."""
        for text in self._unread:
            self._holders.read(text)
        self._unread.clear()
        return self._holders.find(mention, self._candidates(mention.start))

    def _told_before(self, mention: Mention) -> tuple[Speaker, ...]:
        """Whom "the ministers" or "the ministry" were before."""
        return self._phrases.get(mention.head, ()) if mention.text.lower() == mention.head else ()

    def _unnamed(self, mention: Mention) -> tuple[Speaker, ...]:
        """A country, an organisation or people without a name; a bare "spokesman" could be anybody."""
        if mention.sort is Sort.PLACE:
            return (Speaker(self._lexicon.capitals.get(mention.text.lower(), mention.text), How.NAMED),)
        alone = len(mention.text.split()) == 1
        if alone and mention.sort is Sort.ROLE and not mention.head.endswith(("s", "people", "police", "men", "women")):
            return ()
        speaker = Speaker(mention.text, How.NAMED)
        if not alone:
            self._phrases[mention.head] = (speaker,)
        return (speaker,)

    def _pronoun(self, mention: Mention) -> tuple[Speaker, ...]:
        gender = Gender.MALE if mention.text.lower() == "he" else Gender.FEMALE
        fitting = (p for p in self._candidates(mention.start) if p.gender in (None, gender))
        person = next(fitting, None)
        return (Speaker(person.name, How.PRONOUN, person),) if person else ()

    def _candidates(self, position: int) -> Iterator[Person]:
        """Whom a pronoun may mean, likeliest first."""
        here = sorted((e for e in self._events if e[0] < position), key=lambda e: e[0])
        yield from (p for _, p in reversed(here))
        yield from reversed(self._prominent)
        yield from (p for s, _, p in reversed(self._here) if s < position)
        yield from reversed(self._named)
