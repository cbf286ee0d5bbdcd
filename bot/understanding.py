"""What a question asks for: the words that carry its subject."""

import re
from dataclasses import dataclass

from embeddings.analysis import Term, terms

# what questions are made of, as stems: it says nothing about the subject
_SCAFFOLD = frozenset(
    term.stem
    for term in terms(
        """a about above after again all also am an and any are as at be because been before being below between both
        but by can could did do does doing down during each else ever few for from further had has have having he her
        here hers him his how i if in into is it its itself just let many may me might more most much must my no nor
        not of off on once one only or other our out over own please same shall she should show so some such than that
        the their them then there these they thing things this those through to too under until up us very was we were
        what whats when where which while who whom whose why will with would you your s t re ve ll d m
        say says said saying tell tells told telling think thinks thought thinking claim claims claimed mention
        mentions mentioned mentioning state states stated comment comments commented describe describes described
        talk talks talked talking speak speaks spoke spoken explain explains explained describe view views opinion
        opinions quote quotes quoted regarding concerning according"""
    )
)


@dataclass(frozen=True, slots=True)
class Understanding:
    """A question taken apart; `names` are the runs of capitalised words in it."""

    text: str
    topic: tuple[Term, ...]
    names: tuple[str, ...]

    @property
    def stems(self) -> tuple[str, ...]:
        """The topic's stems, each once, in order."""
        return tuple(dict.fromkeys(term.stem for term in self.topic))


_NAME = re.compile(r"[^\W\d_a-z][\w’'-]*(?:\s+[^\W\d_a-z][\w’'-]*)*")


def understand(text: str) -> Understanding:
    """Take a question apart."""
    topic = tuple(term for term in terms(text) if term.stem not in _SCAFFOLD)
    kept = {term.start for term in topic}
    names = []
    for found in _NAME.finditer(text):
        words = [word for word in re.finditer(r"[\w’'-]+", found[0]) if found.start() + word.start() in kept]
        if words:
            names.append(" ".join(re.sub(r"['’]s?$", "", word[0]) for word in words))
    return Understanding(text, topic, tuple(names))
