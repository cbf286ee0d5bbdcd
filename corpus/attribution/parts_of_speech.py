"""Parts of speech by a pipeline's own rules, whose outcome is remembered: nearly all of them look at one word alone.

Matching 130 rules anew at each word takes an eighth of the time in which a paragraph is attributed.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

_SEEN = {"TAG", "LOWER", "DEP", "IS_SPACE"}  # what a rule may look at for its outcome to be remembered
_SET = ["TAG", "POS"]
Rule = Mapping[str, Any]  # as spaCy's AttributeRuler keeps it


class RememberingRuler:
    """Stands for an AttributeRuler that sets tags and parts of speech; a component of a spaCy pipeline."""

    def __init__(self, pipeline: Any, rules: Sequence[Rule]) -> None:
        self._vocab = pipeline.vocab
        self._alone = _ruler(pipeline, [rule for rule in rules if _looks_at_one_word(rule)])
        self._together = _ruler(pipeline, [rule for rule in rules if not _looks_at_one_word(rule)])
        self._named = {self._vocab.strings[word] for rule in rules for word in _words(rule)}
        self._known: dict[tuple[int, ...], tuple[int, int]] = {}  # for what a rule sees of a word, what is set

    def __call__(self, doc: Any) -> Any:
        """The text with its tags and parts of speech set."""
        seen = [
            (tag, dependency, space, lower if lower in self._named else 0)
            for tag, dependency, space, lower in doc.to_array(["TAG", "DEP", "IS_SPACE", "LOWER"]).tolist()
        ]
        if new := set(seen) - self._known.keys():
            self._learn({key: token for key, token in zip(seen, doc, strict=True) if key in new})
        if seen:
            doc.from_array(_SET, np.array([self._known[key] for key in seen], dtype=np.uint64))
        return self._together(doc)

    def _learn(self, new: Mapping[tuple[int, ...], Any]) -> None:
        """Let the rules say what they set for words that look like these."""
        from spacy.tokens import Doc

        tokens = list(new.values())
        alike = Doc(
            self._vocab,
            words=[token.lower_ for token in tokens],
            tags=[token.tag_ for token in tokens],
            deps=[token.dep_ for token in tokens],
            heads=list(range(len(tokens))),
        )
        self._known |= zip(new, map(tuple, self._alone(alike).to_array(_SET).tolist()), strict=True)


def can_be_remembered(rules: Iterable[Rule]) -> bool:
    """Whether the outcome of these rules is decided by what is remembered of a word."""
    return all(pattern[0].keys() <= _SEEN for rule in rules if _looks_at_one_word(rule) for pattern in rule["patterns"])


def _looks_at_one_word(rule: Rule) -> bool:
    return all(len(pattern) == 1 for pattern in rule["patterns"])


def _words(rule: Rule) -> Iterable[str]:
    """The words that a rule names."""
    for pattern in rule["patterns"]:
        for word in pattern:
            named = word.get("LOWER", ())
            yield from [named] if isinstance(named, str) else (w for some in dict(named).values() for w in some)


def _ruler(pipeline: Any, rules: Sequence[Rule]) -> Any:
    from spacy.pipeline import AttributeRuler

    ruler = AttributeRuler(pipeline.vocab)
    ruler.add_patterns(rules)
    return ruler
