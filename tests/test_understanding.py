"""Questions taken apart: whose words, about what."""

import pytest
from conftest import ListedNames

from bot.conversation import follow
from bot.names import SpeakerNames, name_tokens, same_person
from bot.understanding import seems_to_speak, understand

KNOWN = SpeakerNames(
    ListedNames(
        [
            ("Odile Varn", 4),
            ("Pell Oster", 3),
            ("Mara Oster", 1),
            ("Tarrow council", 2),
            ("Varn", 1),
            ("Tarrow", 2),
            ("Xu Lan", 2),
        ]
    ),
    is_word=lambda word: word in {"mill", "steel"},
)


@pytest.mark.parametrize(
    ("question", "speakers", "topic"),
    [
        ("What did Odile Varn say about the price of wheat?", ("Odile Varn", "Varn"), "price wheat"),
        ("what did odile varn say about wheat", ("Odile Varn", "Varn"), "wheat"),
        ("What did Xu say on bridges?", ("Xu Lan",), "bridg"),
        ("Varn on wheat", ("Varn", "Odile Varn"), "wheat"),
        ("Does Dr Lan think the bridge will hold?", ("Xu Lan",), "bridg hold"),
        ("Odile Varn's view of the mill", ("Odile Varn", "Varn"), "mill"),
        ("According to the Tarrow council, when does it open?", ("Tarrow council", "Tarrow"), "open"),
        ("What did Oster say about steel?", ("Pell Oster", "Mara Oster"), "steel"),
        ("What did Odile Varn say Tarrow must do?", ("Odile Varn", "Varn"), "tarrow"),
        ("Who closed the Tarrow mill?", (), "close tarrow mill"),
        ("mill closing", (), "mill close"),
    ],
)
def test_speakers_and_topic(question: str, speakers: tuple[str, ...], topic: str) -> None:
    asked = understand(question, KNOWN)

    assert asked.speakers == speakers
    assert " ".join(asked.stems) == topic


def test_names_that_nobody_here_bears_are_told_apart() -> None:
    assert understand("What did Ada Lovelace say about Odile Varn?", KNOWN).unknown == ("Ada Lovelace",)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Odile Varn", "Varn", True),
        ("Mr Varn", "Odile Varn", True),
        ("Xu Lan", "Xu", True),
        ("Pell Oster", "Mara Oster", False),
        ("P. Oster", "Pell Oster", True),
        ("José Álvarez", "Jose Alvarez", True),
        ("Odile Varn", "Odile Brand", False),
        ("the", "Varn", False),
    ],
)
def test_same_person(one: str, other: str, same: bool) -> None:
    assert same_person(name_tokens(one), name_tokens(other)) is same


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("Osterr", "oster"),
        ("oster", "oster"),
        ("Ostre on steel", "oster on steel"),
        ("odlie varn", "odile varn"),
        ("mill", "mill"),
    ],
)
def test_misspelt_names_are_mended(wrong: str, right: str) -> None:
    assert KNOWN.corrected(wrong) == right


@pytest.mark.parametrize(
    ("history", "question", "speaker", "topic", "carried"),
    [
        (["What did Odile Varn say about wheat?"], "what about the mill?", "Odile Varn", "mill", "Odile Varn · mill"),
        (["What did Odile Varn say about wheat?"], "and Xu Lan?", "Xu Lan", "wheat", "Xu Lan · wheat"),
        (
            ["What did Odile Varn say about wheat?"],
            "What did she say about the owner?",
            "Odile Varn",
            "owner",
            "Odile Varn · owner",
        ),
        (["What did Odile Varn say about wheat?"], "show me more", "Odile Varn", "wheat", "Odile Varn · wheat"),
        (
            ["What did Odile Varn say about wheat?", "and Xu Lan?"],
            "how about steel",
            "Xu Lan",
            "steel",
            "Xu Lan · steel",
        ),
        (["What did Odile Varn say about wheat?"], "who disagrees?", None, "wheat", "wheat · not Odile Varn"),
        (["What did Odile Varn say about wheat?"], "When was the bridge built?", None, "bridg built", None),
        (["What did Odile Varn say about wheat?"], "What did Xu Lan say about steel?", "Xu Lan", "steel", None),
        ([], "and Xu Lan?", None, "xu lan", None),
    ],
)
def test_a_conversation_carries_its_subject(
    history: list[str], question: str, speaker: str | None, topic: str, carried: str | None
) -> None:
    turn = follow(question, history, KNOWN)

    assert (turn.asked.speakers or (None,))[0] == speaker
    assert " ".join(turn.asked.stems) == topic
    assert turn.carried == carried


def test_a_pronoun_that_nobody_explains_is_told() -> None:
    assert follow("what else did she say?", [], KNOWN).unclear == "she"


@pytest.mark.parametrize(
    ("question", "people"),
    [
        ("What did Oster say about steel?", ("Pell Oster", "Mara Oster")),
        ("What did Pell Oster say about steel?", ()),
        ("What did Varn say about wheat?", ()),
    ],
)
def test_an_ambiguous_surname_names_its_candidates(question: str, people: tuple[str, ...]) -> None:
    assert understand(question, KNOWN).people == people


@pytest.mark.parametrize(
    ("text", "speaks"),
    [
        pytest.param("Odile Varn said on Monday that it would close.", True, id="before the verb"),
        pytest.param("It would close, said the miller, Odile Varn.", True, id="after the verb"),
        pytest.param("According to Mayor Varn it will close.", True, id="according to"),
        pytest.param("The mill of Odile Varn closed. The council said so.", False, id="another sentence"),
        pytest.param("Varnish was said to be used.", False, id="part of a word"),
    ],
)
def test_whether_somebody_seems_to_speak(text: str, speaks: bool) -> None:
    assert seems_to_speak("Odile Varn", text) is speaks
