"""Who "the minister" is in an article: persons by what the article has said they are so far."""

import re
from collections.abc import Iterable

from corpus.attribution.descriptions import Descriptions
from corpus.attribution.lexicon import Lexicon
from corpus.attribution.names import NameTable, Person
from corpus.attribution.readings import Mention
from corpus.attribution.roles import RolePhrases

# "the president" is often one whom the article never introduces, and "the nominee" is whichever of two
_UNSURE = frozenset({"president", "candidate", "nominee"})


class RoleHolders:
    """Learns paragraph by paragraph what the persons of an article are."""

    def __init__(self, table: NameTable, lexicon: Lexicon) -> None:
        self._table = table
        self._descriptions = Descriptions(lexicon)
        self._phrases = RolePhrases(lexicon)
        self._nouns: dict[Person, set[str]] = {}
        self._words: dict[Person, set[str]] = {}
        self._latest: list[Person] = []

    def read(self, text: str) -> None:
        """Take in what a paragraph says of whom it names."""
        for found in self._descriptions.find(text, self._table):
            role = text[slice(*found.role.role)] if found.role and found.role.role else None
            organisation = text[slice(*found.role.organisation)] if found.role and found.role.organisation else ""
            titles = " ".join(word for word in found.form.split() if word not in found.person.tokens)
            if nouns := self._phrases.nouns(role, titles):
                self._nouns.setdefault(found.person, set()).update(nouns)
                self._words.setdefault(found.person, set()).update(_words(f"{titles} {role} {organisation}"))
                self._latest.append(found.person)

    def find(self, mention: Mention, likeliest: Iterable[Person]) -> Person | None:
        """Whom a role with "the" means: the likeliest of those who are that, else whom the article told of last."""
        if mention.head in _UNSURE:
            return None
        wanted = _words(mention.text)
        fitting = {
            person for person, nouns in self._nouns.items() if mention.head in nouns and wanted <= self._words[person]
        }
        return next((person for person in (*likeliest, *reversed(self._latest)) if person in fitting), None)


def _words(text: str) -> set[str]:
    return {re.sub(r"[’']s?$", "", word) for word in re.findall(r"[\w’'-]+", text.lower())}
