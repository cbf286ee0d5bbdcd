"""The command line: arguments in, exit status out, and the one place where errors become a line."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from bot.dates import first_day, last_day
from corpus.errors import PullquoteError

ANSWERED, FAILED, NOT_IN_CORPUS, INTERRUPTED = 0, 1, 3, 130  # wrong usage is argparse's 2
CONFIGURED = Path()  # `verify --index` without a folder


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; its exit status."""
    options = _parser().parse_args(argv)
    try:
        return _run(options)
    except PullquoteError as error:
        from bot.visible import visible  # an answer does without

        print(f"pullquote: {visible(str(error))}", file=sys.stderr)  # noqa: T201
        return FAILED
    except KeyboardInterrupt:
        kept = "; what it read is kept, and the next build goes on from there" if options.command == "build" else ""
        print(f"pullquote: interrupted{kept}", file=sys.stderr)  # noqa: T201
        return INTERRUPTED
    except BrokenPipeError:
        # whoever read the output has left; what is still buffered must not complain at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED


def _run(options: argparse.Namespace) -> int:
    from bot import commands  # what a command needs is imported once it is known which

    command: Callable[[argparse.Namespace], int] = getattr(commands, options.command)
    return command(options)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="pullquote",
        description="Answer questions over news articles with passages quoted verbatim and cited.",
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="show the version and leave")
    everywhere = argparse.ArgumentParser(add_help=False)
    everywhere.add_argument(
        "--config", type=Path, metavar="FILE", help="settings, instead of ./config.toml or the user's"
    )
    folder = argparse.ArgumentParser(add_help=False)
    folder.add_argument("--index", type=Path, metavar="DIR", help="the folder of the index")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)

    def add(name: str, help_: str, command: str | None = None) -> argparse.ArgumentParser:
        parents = [everywhere] if name == "verify" else [everywhere, folder]
        added = commands.add_parser(name, help=help_, description=help_, parents=parents)
        added.set_defaults(command=command or name)
        return added

    _add_build(add("build", "Read articles and build the index; what did not change is kept."))
    _add_ask(add("ask", "Answer one question, or a file of them."))
    _add_verify(add("verify", "Say whether the articles print a quotation, or whether they changed since the build."))
    add("repl", "Ask question after question.")
    _add_status(add("status", "Say what the index holds and where it is."))
    speakers = add("speakers", "List the people and organisations that are quoted, with their roles.")
    speakers.add_argument("--json", action="store_true", help="one JSON object a speaker")
    add("sources", "List the sources of the articles.")
    _add_eval(add("eval", "Ask questions with known answers and say how well they were answered.", "evaluate"))
    index = commands.add_parser("index", help="Look after the generations of the index.").add_subparsers(
        metavar="COMMAND", required=True
    )
    for name, help_ in (
        ("list", "List the generations: when each was built, what it holds, whether it is whole."),
        ("rollback", "Go back to the generation before the current one, or to a named one."),
        ("prune", "Remove old generations."),
    ):
        added = index.add_parser(name, help=help_, description=help_, parents=[everywhere, folder])
        added.set_defaults(command=f"index_{name}")
        if name == "rollback":
            added.add_argument("generation", nargs="?", metavar="GENERATION", help="its name, as `index list` shows it")
        if name == "prune":
            added.add_argument("--keep", type=_passages, metavar="N", help="how many stay, the current one among them")
    discord = commands.add_parser("discord", help="Answer questions in Discord.").add_subparsers(
        metavar="COMMAND", required=True
    )
    for name, help_ in (
        ("run", "Run the bot until it is stopped."),
        ("sync", "Upload the commands to Discord."),
        ("feedback", "Write what readers said of answers as questions for `eval`."),
    ):
        added = discord.add_parser(name, help=help_, description=help_, parents=[everywhere, folder])
        added.set_defaults(command=f"discord_{name}")
    return parser


class _Version(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import version  # 30 ms, which an answer need not wait for

        parser.exit(ANSWERED, f"pullquote {version('pullquote')}\n")


def _add_build(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="files or folders of .txt, .md, .html")
    parser.add_argument("--fresh", action="store_true", help="use nothing of the index that is there")
    parser.add_argument("--wait", action="store_true", help="wait while another build runs, instead of failing")
    parser.add_argument("--strict", action="store_true", help="exit with 1 when a file could not be read")
    parser.add_argument("--list", action="store_true", dest="list_aside", help="list the lines that were set aside")


def _add_ask(parser: argparse.ArgumentParser) -> None:
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("question", nargs="?", metavar="QUESTION")
    what.add_argument("--from", dest="questions", metavar="FILE", help="questions as JSON lines; - is standard input")
    parser.add_argument("-k", type=_passages, metavar="N", help="how many passages at most")
    parser.add_argument("--speaker", metavar="NAME", help="only what this person or organisation said")
    parser.add_argument("--source", metavar="NAME", help="only from this source")
    parser.add_argument(
        "--since", type=_argument(first_day), metavar="DAY", help="2021, 2021-05 or 2021-05-23, inclusive"
    )
    parser.add_argument("--until", type=_argument(last_day), metavar="DAY", help="likewise")
    parser.add_argument("--json", action="store_true", help="one JSON object a question")
    parser.add_argument("--timings", action="store_true", help="tell on stderr how long each stage took")


def _add_verify(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "quotation", nargs="?", metavar="QUOTATION", help="the words; “…” — Name also tests who said it"
    )
    parser.add_argument("--speaker", metavar="NAME", help="who is said to have said it")
    parser.add_argument(
        "--index",
        type=Path,
        nargs="?",
        const=CONFIGURED,
        metavar="DIR",
        help="the folder of the index; without a quotation: compare the corpus with this index, or the configured one",
    )
    parser.add_argument("--json", action="store_true", help="one JSON object")


def _add_eval(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("questions", type=Path, metavar="QUESTIONS.jsonl", help="questions with gold, as JSON lines")
    parser.add_argument("-k", type=_passages, metavar="N", default=10, help="how many passages to ask for (10)")
    parser.add_argument("--misses", action="store_true", help="list each question that was answered or refused wrongly")
    parser.add_argument("--json", action="store_true", help="one JSON object")
    parser.add_argument("--plot", type=Path, metavar="FILE.png", help="draw risk against coverage; needs matplotlib")


def _add_status(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--deep", action="store_true", help="read the whole index and compare it with its checksums")


def _passages(text: str) -> int:
    number = int(text) if text.isdecimal() else 0
    if not 1 <= number <= 50:
        raise argparse.ArgumentTypeError("write a number from 1 to 50")
    return number


def _argument(convert: Callable[[str], date]) -> Callable[[str], date]:
    def converted(text: str) -> date:
        try:
            return convert(text)
        except ValueError as error:
            raise argparse.ArgumentTypeError(str(error)) from error

    return converted


if __name__ == "__main__":
    sys.exit(main())
