"""What a reader of paragraphs hands to the resolver: who is named, and which words report speech."""

from dataclasses import dataclass
from enum import StrEnum

from corpus.attribution.quotation import Quotation


class Sort(StrEnum):
    """What kind of words name a source."""

    PERSON = "person"
    NAME = "name"  # capitalised, but of what is not known
    WORD = "word"  # capitalised where a sentence begins: a name only when it is known as one
    ORGANISATION = "organisation"
    PLACE = "place"
    ROLE = "role"  # a common noun: analysts, the ministers
    PRONOUN = "pronoun"


@dataclass(frozen=True, slots=True)
class Mention:
    """Words that stand for a possible speaker, with their place in the paragraph's text."""

    text: str
    start: int
    end: int
    sort: Sort
    head: str = ""  # the noun that carries a role: "ministers" of "foreign ministers from the Group of 7"
    definite: bool = False  # "the ministers": somebody told of before


@dataclass(frozen=True, slots=True)
class Statement:
    """One reporting cue with its sources; `start:end` spans both. `reporters` report the statement itself."""

    sources: tuple[Mention, ...]
    cue: str
    start: int
    end: int
    reporters: tuple[Mention, ...] = ()
    has_subject: bool = False  # the verb has one, even if it cannot speak
    given: bool = True  # what was said stands there, not only that something was: a clause or quoted words
    main: bool = True  # of a main clause: its source is whom a later "he" is likely to mean


@dataclass(frozen=True, slots=True)
class Reading:
    """A paragraph as one finder understood it."""

    text: str
    quotations: tuple[Quotation, ...]
    people: tuple[str, ...] = ()  # names that were recognised as persons
    subjects: tuple[int, ...] = ()  # offsets of names that are subjects of a verb
    statements: tuple[Statement, ...] = ()
