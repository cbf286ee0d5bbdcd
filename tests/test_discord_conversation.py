"""Conversations: a form, a reply to a card, a thread; the subject that is carried on, and dropped."""

from dataclasses import replace

import msgspec
import pytest
import simcord
from loopback_discord_scene import Shelf
from simulated_discord import QUIET, Stage, labels, outcome, press, stage, texts, told

from bot.discord.explaining import FAILED
from bot.discord.threads import NOT_ALLOWED, WELCOME
from bot.records import Answer, Question


class Listener(Shelf):
    """A shelf that tells what it was asked, and carries the first question on as the subject."""

    def answer(self, question: Question, *, limit: int) -> Answer:
        self.asked = [*getattr(self, "asked", []), question]
        answer = super().answer(question, limit=limit)
        return replace(answer, carried=question.history[0] if question.history else None)

    @property
    def last(self) -> Question:
        return self.asked[-1]


async def follow(
    here: Stage, card: simcord.InteractionResult, text: str, *, by: str = "alice"
) -> simcord.InteractionResult:
    form = await press(here, card, "Ask a follow-up", by=by)
    assert form.modal is not None
    return await getattr(here, by).submit_modal(form, {"question": text})


@pytest.mark.asyncio
async def test_a_follow_up_is_asked_in_the_light_of_what_was_asked_before_and_under_the_same_filters() -> None:
    shelf = Listener()
    async with stage(shelf) as here:
        card = await here.ask("Is the wall finished?", since="2021", speaker="Odile Farrant")
        second = await follow(here, card, "mistake", by="bob")
        third = await follow(here, second, "price", by="bob")

        assert shelf.last.history == ("Is the wall finished?", "mistake")
        assert (str(shelf.last.since), shelf.last.speaker) == ("2021-01-01", "Odile Farrant")
        assert "-# carried on: Is the wall finished?" in told(third)
        assert "-# only said by Odile Farrant · since 1 Jan 2021" in told(third)
        assert not outcome(third).ephemeral
        assert outcome(third).id != outcome(second).id
        assert labels(third)[0] == "Drop subject"


@pytest.mark.asyncio
async def test_a_form_may_stay_open_while_the_bot_restarts() -> None:
    async with stage(Shelf()) as here:
        card = await here.ask("Is the wall finished?", private=True)
        form = await press(here, card, "Ask a follow-up")
        await here.restart()
        answered = await here.alice.submit_modal(form, {"question": "mistake"})

        assert "Tomas Brack" in told(answered)
        assert outcome(answered).ephemeral  # as the card was


@pytest.mark.asyncio
async def test_the_subject_can_be_dropped_in_place_or_in_a_copy_for_others() -> None:
    shelf = Listener()
    async with stage(shelf) as here:
        card = await follow(here, await here.ask("Is the wall finished?"), "mistake")
        copy = await press(here, card, "Drop subject", by="bob")
        assert (shelf.last.history, outcome(copy).ephemeral) == ((), True)
        assert "carried on" in told(card)

        await press(here, card, "Drop subject")

        assert "carried on" not in told(card)
        assert "Tomas Brack" in told(card)
        assert len(here.channel.history()) == 2


@pytest.mark.asyncio
async def test_where_the_question_means_nothing_without_its_subject_the_card_stays() -> None:
    shelf = Listener()
    async with stage(shelf) as here:
        card = await follow(here, await here.ask("Is the wall finished?"), "mistake")
        shelf.documents = ()

        dropped = await press(here, card, "Drop subject")

        assert "carried on" in told(card)
        assert outcome(dropped).ephemeral
        assert "No article speaks of this." in told(dropped)


@pytest.mark.asyncio
async def test_a_reply_to_a_card_is_a_follow_up_and_can_be_replied_to() -> None:
    shelf = Listener()
    async with stage(shelf) as here:
        card = await here.ask("Is the wall finished?")
        await here.alice.send(here.channel, f"{here.me} mistake", reply_to=outcome(card))
        first = here.channel.last_message
        await here.bob.send(here.channel, f"{here.me} price", reply_to=first)
        second = here.channel.last_message

        assert "Tomas Brack" in told(first)
        assert shelf.last == Question("price", ("Is the wall finished?", "mistake"))
        assert second.author.id == first.author.id == here.client.user.id
        assert second.reference.message_id != first.id
        assert not second.mentions


@pytest.mark.asyncio
async def test_a_reply_that_cannot_be_answered_is_told_why_in_place() -> None:
    shelf = Listener()
    async with stage(shelf, settings=msgspec.structs.replace(QUIET, seats=2)) as here:
        card = await here.ask("Is the wall finished?")
        said = []
        shelf.before = lambda text: text == "boom" and 1 / 0
        for text in ("lighthouse keeper", "boom"):
            await here.alice.send(here.channel, f"{here.me} {text}", reply_to=outcome(card))
            said.append("\n".join(texts(here.channel.last_message)))
        with here.client.desk.seat(), here.client.desk.seat():
            await here.alice.send(here.channel, f"{here.me} wall", reply_to=outcome(card))
            said.append("\n".join(texts(here.channel.last_message)))

        assert "No article speaks of this" in said[0]
        assert said[1].replace("\\", "") == FAILED
        assert said[2].startswith("Too many questions are waiting")


@pytest.mark.asyncio
async def test_messages_that_are_not_for_the_bot_are_left_alone() -> None:
    shelf = Listener()
    async with stage(shelf) as here:
        card = await here.ask("Is the wall finished?")
        asked = len(shelf.asked)
        message = await here.alice.send(here.channel, "mistake", reply_to=outcome(card))  # without a mention
        await here.bob.send(here.channel, f"{here.me} mistake", reply_to=message)  # not to a card
        await here.bob.send(here.channel, f"{here.me} mistake")
        await here.bob.send(here.channel, f"{here.me}", reply_to=outcome(card))

        assert len(shelf.asked) == asked


@pytest.mark.asyncio
async def test_without_replies_in_the_settings_no_message_is_heard() -> None:
    shelf = Listener()
    async with stage(shelf, settings=msgspec.structs.replace(QUIET, replies=False)) as here:
        card = await here.ask("Is the wall finished?")
        await here.alice.send(here.channel, f"{here.me} mistake", reply_to=outcome(card))

        assert len(shelf.asked) == 1
        assert not here.client.intents.guild_messages


@pytest.mark.asyncio
async def test_a_reply_where_the_bot_may_not_speak_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    async with stage(Listener()) as here:
        card = await here.ask("Is the wall finished?")
        here.env.inject_error("POST", "/channels/*/messages", status=403, code=50013)
        await here.alice.send(here.channel, f"{here.me} mistake", reply_to=outcome(card))

    assert [r.message for r in caplog.records if r.levelname == "WARNING"] == ["not replied"]


@pytest.mark.asyncio
async def test_a_thread_goes_on_with_the_conversation_by_command_mention_and_reply() -> None:
    shelf = Listener()
    async with stage(shelf) as here:
        card = await here.ask("Is the wall finished?")
        begun = await press(here, card, "Thread", by="bob")
        [thread] = here.channel.threads
        assert thread.name == "Is the wall finished?"
        assert outcome(begun).ephemeral
        assert texts(outcome(begun)) == [f"The conversation goes on in <#{thread.id}>."]
        assert told(thread.last_message) == WELCOME

        in_thread = await here.alice.slash(thread, "ask", question="mistake")
        assert shelf.last.history == ("Is the wall finished?",)
        assert "Thread" not in labels(in_thread)
        await here.bob.send(thread, f"price {here.me}")
        assert shelf.last == Question("price", ("Is the wall finished?", "mistake"))
        await here.alice.send(thread, f"{here.me} storms", reply_to=thread.last_message)
        assert shelf.last.history == ("Is the wall finished?", "mistake", "price")
        await here.alice.send(here.channel, f"{here.me} storms", reply_to=outcome(card))
        assert shelf.last.history == ("Is the wall finished?",)  # in the channel the card stands for itself

        secret = await here.alice.slash(thread, "ask", question="drawing", private=True)
        assert "carried on" in told(secret)
        await here.bob.send(thread, f"storms {here.me}")
        assert shelf.last.history == ("Is the wall finished?", "mistake", "price", "storms")  # not what was private

        again = await press(here, card, "Thread")
        assert texts(outcome(again)) == [f"The conversation goes on in <#{thread.id}>."]


@pytest.mark.asyncio
async def test_where_threads_are_not_allowed_it_is_said() -> None:
    async with stage(Shelf()) as here:
        card = await here.ask("Is the wall finished?")
        here.env.inject_error("POST", "/channels/*/messages/*/threads", status=403, code=50013)
        refused = await press(here, card, "Thread")

        assert (outcome(refused).ephemeral, told(refused)) == (True, NOT_ALLOWED)


@pytest.mark.asyncio
async def test_in_direct_messages_and_for_one_alone_there_is_no_thread() -> None:
    async with stage(Shelf()) as here:
        direct = await here.env.create_user("carol").slash("ask", question="wall")
        private = await here.ask("wall", private=True)

        assert "Thread" not in labels(direct) + labels(private)


@pytest.mark.asyncio
async def test_a_reply_in_direct_messages_needs_no_mention() -> None:
    shelf = Listener()
    async with stage(shelf) as here:
        carol = here.env.create_user("carol")
        card = await carol.slash("ask", question="Is the wall finished?")
        place = {"channel_id": str(outcome(card).channel_id), "message_id": str(outcome(card).id)}
        await carol.send_dm("mistake", reference=place)

        assert shelf.last == Question("mistake", ("Is the wall finished?",))
