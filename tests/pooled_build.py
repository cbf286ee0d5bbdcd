"""`pullquote build` on a machine without spaCy, in a process of its own: `pooled_build.py ARTICLES INDEX CONFIG`."""

import sys

sys.modules["spacy"] = None  # type: ignore[assignment]  # patterns read articles at once

if __name__ == "__main__":
    from bot.cli import main

    articles, index, config = sys.argv[1:]
    sys.exit(main(["build", articles, "--index", index, "--config", config]))
