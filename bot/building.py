"""A build as the settings want it."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bot.config import Config, largest_file
from corpus.attribution.opening import open_attributor
from corpus.parallel import Reading

if TYPE_CHECKING:
    from embeddings.report import Report


def build_index(config: Config, paths: Sequence[Path], home: Path, *, fresh: bool, wait: bool) -> "Report":
    """Bring the index in `home` to what lies under `paths`. Raises what `build` raises, and ModelError."""
    attributor = open_attributor(config.attribution.pipeline or None)
    with Reading(attributor, processes=config.index.processes, largest=largest_file(config)) as reading:
        if (home / "CURRENT").exists() and not fresh:
            reading.prepare()  # meanwhile the rest is imported, and what changed is looked for
        from importlib.metadata import version

        from rich.console import Console

        from bot.progress import Bars
        from embeddings.approximate import DenseSettings
        from embeddings.build import Recipe, build
        from embeddings.encoders import choose_model
        from embeddings.model import Prompts

        model = config.model
        recipe = Recipe(
            choose_model(model.name, Prompts(model.question_prompt, model.paragraph_prompt)),
            reading,
            version("pullquote"),
            config.index.keep,
            fresh,
            DenseSettings(config.index.exact_up_to, config.index.recall),
        )
        return build(paths, home, recipe, Bars(Console(stderr=True)), wait=wait)
