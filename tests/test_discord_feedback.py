"""What readers say of answers becomes questions for an evaluation."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from loopback_discord_scene import Shelf
from simulated_discord import shown, stage
from test_discord_archive import CARD, DOWN, PASSAGE
from test_discord_commands import admit_alice, numbers

from bot.cli import main
from bot.config import DiscordSettings
from bot.discord.admin import FILE_NAME, NOTHING_SAID
from bot.discord.archive import Archive
from bot.discord.feedback import UNKNOWN, question_lines
from bot.discord.kept import CardKind, Complaint, Feedback, KeptCard, Verdict
from bot.discord.offering import offer
from bot.evaluation import Gold, Judged
from bot.jsonlines import judged_questions
from bot.records import Question

REFUSAL = replace(CARD, reason="No article speaks of this.")
UP = replace(DOWN, verdict=Verdict.UP)
ASKED = Question("Does it leak?", ("What about the wall?",), since=date(2021, 1, 1))
GOLD = (Gold(doc="harbour.txt", contains=PASSAGE.text),)

TO_NAME = (Gold(**UNKNOWN),)


def written(tmp_path: Path, *judged: tuple[KeptCard, Feedback]) -> Path:
    file = tmp_path / "feedback.jsonl"
    file.write_text("".join(question_lines(judged, passages=3)), encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("card", "verdict", "kind", "answerable", "gold"),
    [
        pytest.param(CARD, UP, "up", True, GOLD, id="right answer"),
        pytest.param(REFUSAL, UP, "up", False, (), id="right refusal"),
        pytest.param(CARD, DOWN, "down", True, TO_NAME, id="wrong answer"),
        pytest.param(REFUSAL, DOWN, "down", True, TO_NAME, id="wrong refusal"),
        pytest.param(
            *(CARD, replace(DOWN, complaint=Complaint.SPEAKER), "wrong speaker", True, GOLD), id="right passage"
        ),
        pytest.param(CARD, replace(DOWN, complaint=Complaint.AGE), "out of date", True, TO_NAME, id="reason"),
    ],
)
def test_a_verdict_is_a_question_that_eval_reads(
    tmp_path: Path, card: KeptCard, verdict: Feedback, kind: str, answerable: bool, gold: tuple[Gold, ...]
) -> None:
    file = written(tmp_path, (card, verdict))

    assert judged_questions(file) == [Judged("feedback-1", ASKED, kind, answerable, gold, None)]
    assert "3002" not in file.read_text(encoding="utf-8")


def test_only_the_passages_on_the_card_are_gold_and_only_answers_count(tmp_path: Path) -> None:
    long = replace(CARD, passages=(PASSAGE,) * 9)
    timeline = replace(CARD, kind=CardKind.TIMELINE)

    [judged] = judged_questions(written(tmp_path, (timeline, UP), (long, UP)))

    assert len(judged.gold) == 3


def test_the_command_line_writes_the_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "config.toml").write_text("[discord]\nstate_file = 'state'\n", encoding="utf-8")
    with Archive(tmp_path / "state") as archive:
        archive.keep(CARD)
        archive.judge(UP)

    assert main(["discord", "feedback", "--config", str(tmp_path / "config.toml")]) == 0
    assert capsys.readouterr().out == written(tmp_path, (CARD, UP)).read_text(encoding="utf-8")


@pytest.mark.asyncio
async def test_an_operator_gets_the_file_in_discord() -> None:
    guild, alice = await numbers()
    settings = DiscordSettings(admin_guild=guild, admins=(alice,), refresh_seconds=3600)
    async with stage(Shelf(), settings=settings) as here:
        await offer(here.client.tree, settings)
        await admit_alice(here)
        nothing = await here.alice.slash(here.channel, "admin feedback")
        here.client.archive.keep(CARD)
        here.client.archive.judge(UP)

        result = await here.alice.slash(here.channel, "admin feedback")

        assert shown(nothing) == NOTHING_SAID
        assert result.ephemeral
        assert result.response is not None
        assert result.response.content == "1 verdict, for `pullquote eval`"
        assert [file.filename for file in result.response.attachments] == [FILE_NAME]
