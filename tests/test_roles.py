"""Speakers that a question means by what they are."""

from collections.abc import Sequence

import pytest
from conftest import ListedNames

from bot.conversation import follow
from bot.engine import Engine
from bot.names import SpeakerNames
from bot.records import Question
from bot.roles import Roles
from bot.understanding import understand
from embeddings.analysis import described_stems

DESCRIBED = {
    "Odile Varn": (("mayor",), "Mayor Odile Varn mayor of Port Lenn"),
    "Xu Lan": (("professor",), "Xu Lan professor of music at Nanhai University"),
    "Pell Oster": (("diplomat", "member"), "China’s top diplomat Pell Oster member Lenn Council"),
    "Ann Orr": (("spokeswoman",), "Kremlin spokeswoman Ann Orr"),
    "Mara Venn": (("professor",), "Mara Venn professor of law at Tarrow University"),
}


def described_as(nouns: Sequence[str], stems: Sequence[Sequence[str]], limit: int) -> list[str]:
    fitting = [name for name, (is_a, _) in DESCRIBED.items() if set(is_a) & set(nouns)]
    told = {name: described_stems(DESCRIBED[name][1]) for name in fitting}
    return [name for name in fitting if all(told[name] & set(group) for group in stems)][:limit]


KNOWN = SpeakerNames(
    ListedNames([*((name, 2) for name in DESCRIBED), ("Kremlin", 3), ("China", 1)]), Roles(described_as)
)


@pytest.mark.parametrize(
    ("question", "speakers", "topic"),
    [
        ("What did China's top diplomat say about ferries?", ("Pell Oster",), "ferries"),
        ("what did the chinese diplomat say about ferries", ("Pell Oster",), "ferries"),
        ("what did china’s senior diplomat say about ferries", ("Pell Oster",), "ferries"),
        ("What did the Nanhai professor say about steel?", ("Xu Lan",), "steel"),
        ("the nanhai professor on steel", ("Xu Lan",), "steel"),
        ("the Nanhai professor's view of steel", ("Xu Lan",), "steel"),
        ("According to the law professor, is steel dear?", ("Mara Venn",), "steel dear"),
        ("What did the Kremlin spokesman say about steel?", ("Ann Orr",), "steel"),
        ("What did the mayor of Port Lenn say about steel?", ("Odile Varn",), "steel"),
        ("What did the professor at Tarrow University say about steel?", ("Mara Venn",), "steel"),
        ("What did the mayor of Tarrow say about steel?", (), "mayor Tarrow steel"),
        ("What did the Oslo professor say about steel?", (), "Oslo professor steel"),
        ("Which professor said that steel is dear?", (), "professor steel dear"),
        ("What did professors say about steel?", (), "professors steel"),
        ("When was the mayor born?", (), "mayor born"),
        ("What did the professor Xu Lan say about steel?", ("Xu Lan",), "steel"),
        ("What did the Kremlin say about the mayor?", ("Kremlin",), "mayor"),
    ],
)
def test_a_role_means_its_speaker(question: str, speakers: tuple[str, ...], topic: str) -> None:
    asked = understand(question, KNOWN)

    assert asked.speakers == speakers
    assert " ".join(asked.words) == topic


def test_a_role_that_several_have_names_the_candidates() -> None:
    assert understand("What did the professor say about steel?", KNOWN).people == ("Xu Lan", "Mara Venn")


def test_a_role_that_many_have_is_a_topic() -> None:
    many = [f"Ann{letter} Orr{letter}" for letter in "abcdefgh"]
    known = SpeakerNames(
        ListedNames([(name, 1) for name in many]),
        Roles(lambda nouns, _, limit: many[:limit] if "professor" in nouns else []),
    )

    assert understand("What did the professor say about steel?", known).speakers == ()


def test_a_role_goes_on_with_the_topic_before() -> None:
    turn = follow("and the Nanhai professor?", ["What did Odile Varn say about steel?"], KNOWN)

    assert (turn.asked.speakers, turn.carried) == (("Xu Lan",), "Xu Lan · steel")


@pytest.mark.parametrize(
    ("question", "speaker"),
    [
        ("What did the mayor of Port Maren say about the loan?", "Edvin Brask"),
        ("the Nanjing professor on an alliance", "Zhu Feng"),
        ("what did the finance minister say about the decision", "Adela Korvin"),
        ("What did the director of the ferry office say about fares?", "Ilse Corvane"),
    ],
)
def test_the_sample_is_asked_by_role(engine: Engine, question: str, speaker: str) -> None:
    answer = engine.answer(Question(question))

    assert answer.answered
    assert speaker in {said.speaker for said in answer.passages[0].speakers}


def test_a_bare_role_that_answers_nothing_is_a_topic_again(engine: Engine) -> None:
    answer = engine.answer(Question("what did the mayor say about the cheque in his pocket?"))

    assert answer.answered
    assert answer.passages[0].paragraph.document.id == "ferry-talks-collapse.txt"


def test_a_refusal_names_all_whom_a_role_may_mean(engine: Engine) -> None:
    answer = engine.answer(Question("what did the minister say about basketball"))

    assert answer.reason is not None
    assert answer.reason.startswith("Karel Ostrand or Adela Korvin or Rosalind Achter is quoted in 4 passages")
