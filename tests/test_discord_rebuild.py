"""A rebuilt index is opened while the bot answers: no question fails, and names and cards follow."""

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest
from conftest import HASHED, Build
from loopback_discord_scene import Shelf
from simulated_discord import QUIET, shown, stage

from bot.discord.archive import Archive
from bot.discord.clerk import Asker, Clerk
from bot.discord.directory import Directory
from bot.discord.metrics import Metrics
from bot.discord.refresh import refresh
from bot.engine import Engine
from bot.records import Question

QUESTION = Question("What did Pell Oster say about the bridge?")


def write(corpus: Path, name: str, words: str) -> None:
    text = f"{name} speaks\n\nThe council heard {name} on Monday.\n\n“{words},” said {name}.\n"
    (corpus / f"{name.split()[-1].lower()}.txt").write_text(text, encoding="utf-8")


def test_no_question_in_flight_fails_while_indexes_come_and_go(
    corpus: Path, tmp_path: Path, build_index: Build
) -> None:
    home = tmp_path / "index"
    build_index([corpus], home)
    engine = Engine(HASHED, home)
    clerk = Clerk(engine, Archive(None), QUIET, Metrics())
    stop = Event()
    answered: list[str] = []

    def ask() -> None:
        while not stop.is_set():
            card = clerk.answer(QUESTION, Asker(1))
            assert any("century" in passage.text for passage in card.passages)
            answered.append(card.generation)

    with ThreadPoolExecutor(2) as pool:
        asking = [pool.submit(ask) for _ in range(2)]
        for number in range(3):
            write(corpus, f"Ann Number{number}x", f"I am number {number}")
            build_index([corpus], home)
            assert engine.refresh()
            enough = len(answered) + 4
            while len(answered) < enough and not any(task.done() for task in asking):
                time.sleep(0.01)
        stop.set()
        for task in asking:
            task.result()

    assert len(set(answered)) >= 3


@pytest.mark.asyncio
async def test_names_of_a_newer_index_are_offered(corpus: Path, tmp_path: Path, build_index: Build) -> None:
    home = tmp_path / "index"
    build_index([corpus], home)
    engine = Engine(HASHED, home)
    async with stage(Shelf()) as here:
        here.client.engine = engine
        await here.client.read_directory()
        assert "Pell Oster — 1" in shown(await here.alice.slash(here.channel, "speakers"))
        write(corpus, "Ann Newcomer", "I have just come")
        await asyncio.to_thread(build_index, [corpus], home)

        assert await refresh(here.client)

        assert "Ann Newcomer — 1" in shown(await here.alice.slash(here.channel, "speakers"))
        assert Directory.read(engine).speakers.names.exact("ann newcomer") == "Ann Newcomer"
        assert not await refresh(here.client)
