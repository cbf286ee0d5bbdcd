"""What an article says a person is, beside the person's name: appositions, titles, "who is"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.attribution.lexicon import Lexicon
from corpus.attribution.names import NameTable, Person
from corpus.attribution.quotation import find_quotations, is_quoted
from corpus.attribution.roles import Role, RolePhrases, Span
from corpus.sentences import sentence_spans

_OPENS = re.compile(r"\s?(?:,|–|—|\()\s?|\s-\s")
_NP_END = re.compile(
    r"[,;:()–—“”\"]|\s-\s|\.(?=\s|$)|\s(?:(?:said|says|told|who|whose|has|had|is|was|will|would)\s|for\s\w+\syears|since\s|and\s(?:was|is|has|had)\s)"
)
_IS = re.compile(r"\s(?:is|was)\s(?=(?:an?|the)\s)")
_WHO_IS = re.compile(r"who\s(?:now\s|also\s|currently\s)?(?:is|was|has\sbeen|had\sbeen|(?:serv|work)(?:es|s|ed)\sas)\s")
_WHO_HEADS = re.compile(r"who\s(?=(?:heads|leads|runs|chairs|directs|edits|manages|founded|owns)\s)")
_WHO = re.compile(r"(?:who|whose)\s\w+\s")
_AS = re.compile(r"\sas\s(?=(?:an?|the)\s)")
_APART = re.compile(
    r"(?:^|[;:”\"]\s|\b(?:and|but|said|by)\s)((?:the|an?|its|his|her|their)\s[^,;:“”\"()]+),\s$", re.IGNORECASE
)
_PARTING = ',;:“”"()'  # a phrase of its own holds none of them
_OF = re.compile(r"(?=\s(?:of|at|from)\s(?:the\s)?[A-ZÀ-Þ])")
_BARE = frozenset({"dr", "doctor", "mr", "mrs", "ms", "miss", "sir", "madam", "lord", "lady", "dame", "mister"})
_DETERMINERS = frozenset({"the", "a", "an", "his", "her", "their", "its", "our", "my"})
_STATE = frozenset({"state", "staff", "defense", "defence", "justice", "education"})  # "secretary of state"
_FRONT = 6  # words in front of a role that may belong to it
_VERB_BEHIND = re.compile(
    r"\s(?:(?:of|in|to|at)\s(?:the\s)?[A-ZÀ-Þ][\w’'-]*\s)?(?:has|had|will|would|is|was|\w+ed|\w+s|said)\s"
)
_MEASURED = 160  # characters looked at on either side


@dataclass(frozen=True, slots=True)
class Described:
    """A person at one place of a text, and what is said beside the name; spans are of the text."""

    person: Person
    form: str  # as the text calls the person here, titles included
    role: Role | None


class Descriptions:
    """Finds descriptions in texts in which a table knows the persons."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._phrases = RolePhrases(lexicon)

    def find(self, text: str, table: NameTable) -> Iterator[Described]:
        """Every place where a known person is named outside quotation marks, in order."""
        mentions = list(table.mentions(text))
        quotations = find_quotations(text) if mentions else ()
        sentences = sentence_spans(text) if mentions else []
        for start, end, person in mentions:
            if not is_quoted(start, quotations):
                first, last = next((s for s in reversed(sentences) if s[0] <= start), (0, len(text)))
                front = self._front(text, max(first, start - _MEASURED), start)
                behind = self._behind(text, end, min(last, end + _MEASURED))
                role = self._joined(text, behind, front and self._in_front(text, front))
                role = role or self._apart(text, first, start)
                begin = front[0] if front and text[front[1] : start].isspace() else self._titled(text, first, start)
                yield Described(person, text[begin:end].rstrip(".,"), role)

    def opening(self, text: str) -> Span | None:
        """The words that begin an article with somebody who is named later: "China's top diplomat will visit"."""
        words = list(re.finditer(r"[\w’'.-]+", text[:_MEASURED]))[: _FRONT + 2]
        head = next((i for i, word in enumerate(words) if self._phrases.is_head(word.group())), None)
        if head is None or not _VERB_BEHIND.match(text, words[head].end()):
            return None
        owned = any(re.search(r"[’']s?$", word.group()) for word in words[:head])
        if not owned and words[0].group().lower() != "the":
            return None
        return _without_article(text, 0, words[head].end()), words[head].end()

    def _behind(self, text: str, end: int, limit: int) -> Role | None:
        """What stands behind a name: an apposition, a relative clause, or a predicate."""
        if (stated := _IS.match(text, end, limit)) is not None:
            return self._phrases.beside(text, (stated.end(), _np_end(text, stated.end(), limit)))
        from_where = self._phrases.organisation(text, end, _np_end(text, end, limit)) if _OF.match(text, end) else None
        opened = _OPENS.match(text, from_where[1] if from_where else end, limit)
        role = self._apposed(text, opened.end(), limit) if opened else None
        if from_where and (role is None or role.organisation is None):
            return Role(role.role if role else None, from_where)
        return role

    def _apposed(self, text: str, start: int, limit: int) -> Role | None:
        if (who := _WHO_IS.match(text, start, limit)) is not None:
            return self._phrases.beside(text, (who.end(), _np_end(text, who.end(), limit)))
        if (who := _WHO_HEADS.match(text, start, limit)) is not None:
            end = _clause_end(text, who.end(), limit)
            return Role((who.end(), end), self._phrases.organisation(text, who.end(), end))
        if (who := _WHO.match(text, start, limit)) is not None:
            return self._told(text, who.end() - 1, _clause_end(text, who.end(), limit))
        return self._phrases.beside(text, (start, _np_end(text, start, limit)))

    def _told(self, text: str, start: int, end: int) -> Role | None:
        """What a relative clause tells: "who teaches history at Tarrow University as a professor"."""
        organisation = self._phrases.organisation(text, start, end)
        named = _AS.search(text, start, end)
        role = self._phrases.beside(text, (named.end(), end)) if named else None
        if organisation is None or not self._phrases.is_organisation(text[slice(*organisation)]):
            return role
        return Role(role.role if role else None, organisation)

    def _in_front(self, text: str, span: Span) -> Role | None:
        return self._phrases.in_front(text, span) if text[slice(*span)].lower().rstrip(".") not in _BARE else None

    def _joined(self, text: str, behind: Role | None, front: Role | None) -> Role | None:
        """What both say, a noun before a verb: "Judge Ann Orr, who leads the inquiry" is a judge."""
        if behind is None or front is None:
            return behind or front
        told = behind.role is not None and _WHO_HEADS.search(text, behind.role[0] - 4, behind.role[1]) is not None
        role = front.role if told else behind.role or front.role
        return Role(role, behind.organisation or front.organisation)

    def _apart(self, text: str, first: int, start: int) -> Role | None:
        """What a phrase with its own article says before a comma: "The head of the school, Ann Orr, said"."""
        if not text[first:start].rstrip().endswith(","):
            return None
        begin = max(first, *(text.rfind(mark, first, start - 2) for mark in _PARTING))
        found = _APART.search(text[begin:start])
        return self._phrases.beside(text, (begin + found.start(1), begin + found.end(1))) if found else None

    def _front(self, text: str, first: int, start: int) -> Span | None:
        """The words in front of a name that say what the person is."""
        before = text[first:start].rstrip()
        apart = before.endswith(",")
        end = first + len(before.rstrip(","))
        words = list(re.finditer(r"\S+", text[first:end]))
        if not words or not self._is_role(words):
            return None
        begin, determined = self._extent(words, _compound(words))
        if apart and (not determined or any(word.group()[-1] == "," for word in words[max(0, begin - 2) : begin])):
            return None  # not somebody's role, or that of whom the text named before
        kept = [word for word in words[begin:] if word.group().lower() not in self._lexicon.never]
        return (first + kept[0].start(), end) if kept else None

    def _is_role(self, words: Sequence[re.Match[str]]) -> bool:
        last = words[-1].group()
        compound = _compound(words)
        head = words[compound].group() if compound < len(words) - 1 else last
        return self._phrases.is_head(head.rstrip(".")) or head.lower() in ("prof.", "sen.", "rep.", "gov.", "gen.")

    def _extent(self, words: Sequence[re.Match[str]], head: int) -> tuple[int, bool]:
        """Where a role's words begin, going back from its noun, and whether they are somebody's or the one."""
        i = head
        while i > 0 and head - i < _FRONT:
            word = words[i - 1].group()
            if word.lower() in _DETERMINERS:
                return i, True
            if re.search(r"[’']s?$", word):
                return self._owner(words, i - 1), True
            if not self._belongs(word):
                break
            i -= 1
        return i, False

    def _owner(self, words: Sequence[re.Match[str]], i: int) -> int:
        while i > 0 and words[i].group()[0].isupper() and words[i - 1].group()[0].isupper():
            if words[i - 1].group().lower() in self._lexicon.never or words[i - 1].group()[-1] in ",;:.":
                break
            i -= 1
        return i

    def _belongs(self, word: str) -> bool:
        small = word.lower()
        if word[-1] in ',;:.()”"' and small not in ("u.s.", "u.k.", "u.n."):
            return False
        known = small in self._lexicon.modifiers or small in self._lexicon.organisations or small in self._lexicon.roles
        return known or (word[0].isupper() and small not in self._lexicon.never)

    def _titled(self, text: str, first: int, start: int) -> int:
        """Where a name begins with the titles before it."""
        while words := text[max(first, start - _MEASURED) : start].split():
            word = words[-1]
            if word.lower().rstrip(".") not in self._lexicon.titles or not word[0].isupper() or word == "State":
                break
            start = text.rindex(word, first, start)
        return start


def _compound(words: Sequence[re.Match[str]]) -> int:
    """The place of a role's noun: the last word, or that before "of State"."""
    if len(words) > 2 and words[-2].group() == "of" and words[-1].group().lower() in _STATE:
        return len(words) - 3
    return len(words) - 1


def _np_end(text: str, start: int, limit: int) -> int:
    found = _NP_END.search(text, start, limit)
    return found.start() if found else limit


def _clause_end(text: str, start: int, limit: int) -> int:
    found = re.compile(r"[,;()–—“”]|\.(?=\s|$)|\sand\s(?=[a-z])").search(text, start, limit)
    return found.start() if found else limit


def _without_article(text: str, start: int, end: int) -> int:
    found = re.compile(r"(?:the|an?)\s+", re.IGNORECASE).match(text, start, end)
    return found.end() if found else start
