"""Cards and feedback are kept, found again, forgotten in time, and private."""

import sqlite3
import stat
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from loopback_discord_scene import Shelf
from simulated_discord import stage, told

from bot.discord.archive import Archive, new_key
from bot.discord.kept import CardKind, Complaint, Feedback, KeptCard, KeptPassage, Neighbour, Verdict
from corpus.errors import StateError
from corpus.records import Attribution, How, Mode

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
PASSAGE = KeptPassage(
    document="harbour.txt",
    sha256="0" * 64,
    ordinal=3,
    start=40,
    end=52,
    text="“It leaks.” 😀",
    title="Harbour",
    published=date(2021, 5, 3),
    speakers=(Attribution("Odile Farrant", Mode.DIRECT, How.PRONOUN, 0, 11, "the Courier"),),
    bold=((0, 11),),
    also=("Copy",),
    before=Neighbour(2, "Before."),
)
CARD = KeptCard(
    key="key-of-a-card",
    kind=CardKind.ANSWER,
    question="Does it leak?",
    asker=3001,
    asked=NOON,
    generation="g1",
    built=NOON,
    passages=(PASSAGE,),
    history=("What about the wall?",),
    since=date(2021, 1, 1),
)
DOWN = Feedback(CARD.key, 3002, Verdict.DOWN, NOON)


def test_a_card_is_found_as_it_was_kept_even_after_a_restart(tmp_path: Path) -> None:
    file = tmp_path / "state" / "discord.sqlite"
    with Archive(file) as archive:
        archive.keep(CARD)
        assert archive.find(CARD.key) == CARD

    with Archive(file) as archive:
        assert archive.find(CARD.key) == CARD
        assert archive.find("another key") is None


def test_a_card_is_found_by_its_message_and_by_the_thread_that_has_come_to_it(tmp_path: Path) -> None:
    later = replace(CARD, key="later")
    with Archive(tmp_path / "state") as archive:
        archive.keep(CARD)
        archive.keep(later)
        archive.show(7, CARD.key)
        archive.carry_on(7, CARD.key)  # Discord gives a thread the number of the message that it hangs on
        archive.carry_on(7, later.key)
        archive.show(2**63 - 1, later.key)
        archive.show(8, "a card that was never kept")

        assert (archive.shown(7), archive.latest(7)) == (CARD, later)
        assert (archive.shown(2**63 - 1), archive.latest(2**63 - 1)) == (later, None)
        assert archive.shown(8) is None


def test_a_person_has_one_verdict_on_a_card(tmp_path: Path) -> None:
    with Archive(tmp_path / "state") as archive:
        archive.keep(CARD)
        archive.judge(DOWN)
        archive.judge(replace(DOWN, complaint=Complaint.SPEAKER))
        archive.judge(replace(DOWN, person=3001, verdict=Verdict.UP, given=NOON + timedelta(1)))
        archive.judge(replace(DOWN, card="a card that was never kept"))

        assert list(archive.judged()) == [
            (CARD, replace(DOWN, complaint=Complaint.SPEAKER)),
            (CARD, Feedback(CARD.key, 3001, Verdict.UP, NOON + timedelta(1))),
        ]


def test_old_cards_are_forgotten_with_what_hangs_on_them(tmp_path: Path) -> None:
    young = replace(CARD, key="young", asked=NOON + timedelta(days=1))
    with Archive(tmp_path / "state") as archive:
        for card in (CARD, young):
            archive.keep(card)
            archive.judge(replace(DOWN, card=card.key))
        archive.show(7, CARD.key)

        assert archive.prune(days=90, now=NOON + timedelta(days=90, seconds=1)) == 1
        assert archive.find(CARD.key) is None
        assert archive.shown(7) is None
        assert [card for card, _ in archive.judged()] == [young]
        assert archive.prune(days=90, now=NOON + timedelta(days=90)) == 0


@pytest.mark.asyncio
async def test_cards_are_forgotten_at_the_start_and_every_day() -> None:
    old, other = (replace(CARD, key=key, asked=datetime.now(UTC) - timedelta(days=91)) for key in ("old", "other"))
    with Archive(None) as archive:
        archive.keep(old)
        async with stage(Shelf(), archive) as here:
            assert archive.find("old") is None
            archive.keep(other)
            await here.env.advance_time(23 * 3600)
            assert archive.find("other") == other
            await here.env.advance_time(2 * 3600)
            assert archive.find("other") is None


@pytest.mark.asyncio
async def test_a_failure_to_forget_is_logged_and_not_fatal(caplog: pytest.LogCaptureFixture) -> None:
    archive = Archive(None)
    archive.close()
    async with stage(Shelf(), archive) as here:
        assert "Odile Farrant" in told(await here.ask("Is the wall finished?"))

    assert "cards not pruned" in [record.message for record in caplog.records]


def test_nobody_else_can_read_the_file_or_its_companions(tmp_path: Path) -> None:
    file = tmp_path / "new" / "discord.sqlite"
    file.parent.mkdir()
    file.touch(mode=0o644)
    with Archive(file) as archive:
        archive.keep(CARD)

        made = {path.name: stat.S_IMODE(path.stat().st_mode) for path in file.parent.iterdir()}

    assert made == {"discord.sqlite": 0o600, "discord.sqlite-wal": 0o600, "discord.sqlite-shm": 0o600}


def test_threads_and_another_process_may_write_at_the_same_time(tmp_path: Path) -> None:
    file = tmp_path / "state"
    keys = [new_key() for _ in range(200)]
    with Archive(file) as archive, Archive(file) as other, ThreadPoolExecutor(8) as pool:
        halves = {key: (archive, other)[number % 2] for number, key in enumerate(keys)}
        list(pool.map(lambda key: halves[key].keep(replace(CARD, key=key)), keys))

        assert all(archive.find(key) for key in keys)
    assert len(set(keys)) == 200


def test_without_a_file_cards_are_kept_as_long_as_it_is_open() -> None:
    with Archive(None) as archive:
        archive.keep(CARD)
        assert archive.find(CARD.key) == CARD


def test_a_file_that_cannot_be_used_is_one_sentence_with_the_remedy(tmp_path: Path) -> None:
    file = tmp_path / "state"
    file.write_text("not a database, but long enough to be looked at " * 30)
    with pytest.raises(StateError, match=r"cannot keep cards in .*state: .*not damaged"):
        Archive(file)
    with pytest.raises(StateError, match="cannot keep cards in"):
        Archive(file / "below a file")

    newer = tmp_path / "newer"
    with sqlite3.connect(newer) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(StateError, match="another version of Pullquote; move it away"):
        Archive(newer)


def test_a_card_of_which_bytes_were_lost_is_not_shown(tmp_path: Path) -> None:
    with Archive(tmp_path / "state") as archive:
        archive.keep(CARD)
        archive._write("UPDATE cards SET content = ?", b'{"key": "key-of-a-card"')
        with pytest.raises(StateError):
            archive.find(CARD.key)
