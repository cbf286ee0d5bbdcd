"""Pictures of what a reader sees in Discord, for the README, drawn from real answers over the sample corpus.

`make pictures`; needs `pip install -e '.[pictures]'` and Chromium (Debian's package `chromium`).
"""

import argparse
import asyncio
import io
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import simcord
from PIL import Image

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]  # the simulated Discord is the tests' own

from chromium import page  # noqa: E402
from simulated_discord import Stage, outcome, press, stage  # noqa: E402

from bot.config import Config  # noqa: E402
from bot.engine import Engine  # noqa: E402

SIZE = (1000, 1400)  # of the page, in CSS pixels
SCALE = 1.5
COLOURS = 128
READY = "window.simcordPreview?.ready && !document.querySelector('#focused-content button:disabled')"


async def answer(here: Stage) -> simcord.InteractionResult:
    return await here.ask("what did Zhu Feng say about an alliance?")


async def refusal(here: Stage) -> simcord.InteractionResult:
    return await here.ask("what did Zhu Feng say about football?")


async def context(here: Stage) -> simcord.InteractionResult:
    return await press(here, await here.ask("what did Baldwin Orr say about the reserve?"), "Context")


async def verify(here: Stage) -> simcord.InteractionResult:
    words = "the orchestra has lost a third of its public grant"
    return await here.alice.slash(here.channel, "verify", text=words, speaker="Baldwin Orr")


PICTURES = (answer, refusal, context, verify)


async def draw(engine: Engine, scene: Callable[[Stage], Awaitable[simcord.InteractionResult]], file: Path) -> None:
    """Play a scene and photograph what the asker sees last."""
    async with stage(engine) as here, page() as chromium:
        here.env.backend.bot_user.name = "Pullquote"
        message = outcome(await scene(here))
        async with here.env.preview(here.channel, viewers=[here.alice], width=SIZE[0], height=SIZE[1]) as preview:
            await preview.show(message)
            picture = await chromium.photograph(preview.url, "#focused-content", ready=READY, size=SIZE, scale=SCALE)
    Image.open(io.BytesIO(picture)).convert("RGB").quantize(COLOURS).save(file, optimize=True)


def main() -> None:
    """Draw all pictures into a folder."""
    parser = argparse.ArgumentParser(description="Draw the README's pictures from an index of the sample.")
    parser.add_argument("--index", type=Path, required=True, help="the folder of the index")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "pictures")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    engine = Engine(Config(), options.index)
    for scene in PICTURES:
        asyncio.run(draw(engine, scene, options.out / f"discord-{scene.__name__}.png"))
        print(f"{scene.__name__} drawn")


if __name__ == "__main__":
    main()
