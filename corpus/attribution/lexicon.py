"""The words that reporting is made of, read once from the two data files beside this module."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from typing import Any


class Gender(StrEnum):
    """What a person is called by: he or she."""

    MALE = "male"
    FEMALE = "female"


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Vocabulary in lower case; `cues` maps every form of a reporting verb to its base form."""

    cues: Mapping[str, str]
    frames: Mapping[str, str]
    titles: Mapping[str, Gender | None]
    suffixes: frozenset[str]
    particles: frozenset[str]
    speaking: Mapping[str, str]  # nouns that can be sources, with their sort: role, organisation, place
    gendered: Mapping[str, Gender]
    roles: frozenset[str]  # nouns that say what somebody is
    modifiers: frozenset[str]  # words that stand in front of those
    organisations: frozenset[str]  # nouns of organisations
    given: Mapping[str, Gender]
    capitals: Mapping[str, str]
    with_verb: frozenset[str]  # what may stand between a source and its verb
    never: frozenset[str]  # capitalised words that begin no name
    english: frozenset[str]  # small words that only English has


def read_lexicon() -> Lexicon:
    """The vocabulary shipped with the package."""
    cues, words = _read("cues.toml"), _read("words.toml")
    frames = {base: frame for frame, bases in cues["verbs"].items() for base in bases.split()}
    return Lexicon(
        cues=dict(_forms(frames, cues["irregular"])),
        frames=frames,
        titles=dict.fromkeys(words["titles"]["neutral"].split()) | _genders(words["titles"]),
        suffixes=_set(words["names"]["suffixes"]),
        particles=_set(words["names"]["particles"]),
        speaking=_sorted_nouns(words["nouns"]),
        gendered=_genders(words["gender"]),
        roles=_set(words["roles"]["nouns"]) | _set(words["nouns"]["person"]),
        modifiers=_set(words["roles"]["modifiers"]),
        organisations=_set(words["roles"]["organisations"]) | _set(words["nouns"]["organisation"]),
        given=_genders(words["given"]),
        capitals=words["capitals"],
        with_verb=_set(words["with_verb"]["words"]),
        never=_set(words["never"]["words"]),
        english=_set(words["english"]["words"]),
    )


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath(name).read_text(encoding="utf-8"))


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


def _with_plurals(words: str) -> frozenset[str]:
    return frozenset(form for word in words.split() for form in (word, _plural(word)))


def _sorted_nouns(nouns: Mapping[str, str]) -> dict[str, str]:
    organisations = dict.fromkeys(_with_plurals(nouns["organisation"]), "organisation")
    people = dict.fromkeys(_with_plurals(nouns["person"]) | _set(nouns["people"]), "role")
    return organisations | people | dict.fromkeys(_set(nouns["states"]), "place")


def _plural(noun: str) -> str:
    if re.search(r"[^aeiou]y$", noun):
        return noun[:-1] + "ies"
    return noun + ("es" if re.search(r"(?:s|x|ch|sh)$", noun) else "s")


def _genders(table: Mapping[str, str]) -> dict[str, Gender]:
    """Words listed for one gender only; a word in both lists says nothing."""
    male, female = _set(table["male"]), _set(table["female"])
    return dict.fromkeys(male - female, Gender.MALE) | dict.fromkeys(female - male, Gender.FEMALE)


def _forms(bases: Mapping[str, str], irregular: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for base in bases:
        yield base, base
        for form in irregular[base].split() if base in irregular else _regular(base):
            yield form, base


def _regular(base: str) -> tuple[str, str, str]:
    """The -s, -ed and -ing forms of a regular verb: deny → denies, denied, denying."""
    if re.search(r"[^aeiou]y$", base):
        return base[:-1] + "ies", base[:-1] + "ied", base + "ing"
    stem = base[:-1] if base.endswith("e") else base
    return _plural(base), stem + "ed", stem + "ing"
