"""What each command does: settings and an engine in, text out."""

import argparse
import sys
from dataclasses import asdict
from logging import getLogger
from pathlib import Path
from typing import TYPE_CHECKING

import corpus
from bot import config as settings
from bot.cli import ANSWERED, CONFIGURED, FAILED, NOT_IN_CORPUS
from bot.config import Config
from bot.records import Answer, Question
from bot.visible import visible
from corpus.errors import QuestionError

if TYPE_CHECKING:
    from bot.engine import Engine


def build(options: argparse.Namespace) -> int:
    """Build the index and say what was done."""
    from bot.building import build_index

    config = _config(options)
    home, paths = settings.index_folder(config, options.index), options.paths or _corpus(config)
    report = build_index(config, paths, home, fresh=options.fresh, wait=options.wait)
    from rich.console import Console  # after the build, whose readers begin the sooner

    from bot.build_report import list_aside, show_report

    show_report(Console(highlight=False), Console(stderr=True, highlight=False), report, home)
    if options.list_aside:
        list_aside(sys.stdout, home)
    return FAILED if options.strict and report.skipped else ANSWERED


def ask(options: argparse.Namespace) -> int:
    """Answer one question or a file of them."""
    if options.questions is not None:
        return _ask_many(options)
    question = Question(options.question, (), options.speaker, options.source, options.since, options.until)
    answer = _engine(options).answer(question, limit=options.k)
    if options.timings:
        _tell_timings(answer)
    if options.json:
        from bot.jsonlines import answer_json

        sys.stdout.write(answer_json(answer) + "\n")
    else:
        from rich.console import Console

        from bot.terminal import show_answer

        show_answer(Console(highlight=False), answer)
    return ANSWERED if answer.answered else NOT_IN_CORPUS


def verify(options: argparse.Namespace) -> int:
    """Say whether a quotation is what the articles print, or whether the articles changed since the build."""
    from rich.console import Console

    from bot import drift_report, verdict_report
    from bot.engine import Engine

    config = _config(options)
    if options.quotation is None and options.index is None:
        raise QuestionError("write a quotation to verify, or --index to compare the corpus with the index")
    home = settings.index_folder(config, None if options.index == CONFIGURED else options.index)
    engine, console = Engine(config, home, warn=_warn), Console(highlight=False)
    if options.quotation is None:
        drift = engine.drift()
        if options.json:
            sys.stdout.write(drift_report.drift_json(drift) + "\n")
        else:
            drift_report.show_drift(console, drift)
        return NOT_IN_CORPUS if drift.any else ANSWERED
    verdict = engine.verify(options.quotation, speaker=options.speaker)
    if options.json:
        sys.stdout.write(verdict_report.verdict_json(verdict) + "\n")
    else:
        verdict_report.show_verdict(console, verdict)
    return ANSWERED if verdict.confirmed else NOT_IN_CORPUS


def repl(options: argparse.Namespace) -> int:
    """Ask question after question."""
    from bot.repl import run

    return run(_engine(options, inspect=True))


def status(options: argparse.Namespace) -> int:
    """Say what the index holds and where it is."""
    from rich.console import Console

    from bot.listings import show_status

    engine = _engine(options)
    if options.deep:
        engine.check()
    show_status(Console(highlight=False), engine.status(), checked=options.deep)
    return ANSWERED


def index_list(options: argparse.Namespace) -> int:
    """List the generations of the index."""
    from rich.console import Console

    from bot.listings import show_generations
    from embeddings.upkeep import listed

    show_generations(Console(highlight=False), listed(settings.index_folder(_config(options), options.index)))
    return ANSWERED


def index_rollback(options: argparse.Namespace) -> int:
    """Go back to an earlier generation of the index."""
    from embeddings.upkeep import roll_back

    name = roll_back(settings.index_folder(_config(options), options.index), options.generation)
    sys.stdout.write(f"generation {name} is the current one\n")
    return ANSWERED


def index_prune(options: argparse.Namespace) -> int:
    """Remove old generations of the index."""
    from embeddings.upkeep import pruned

    config = _config(options)
    gone = pruned(settings.index_folder(config, options.index), keep=options.keep or config.index.keep)
    sys.stdout.write(f"removed {', '.join(gone)}\n" if gone else "there is nothing to remove\n")
    return ANSWERED


def speakers(options: argparse.Namespace) -> int:
    """List the people and organisations that are quoted, with what the articles say they are."""
    from bot.jsonlines import speaker_json
    from bot.listings import speaker_line

    for speaker in _engine(options).speaker_records():
        sys.stdout.write((speaker_json(speaker) if options.json else speaker_line(speaker)) + "\n")
    return ANSWERED


def sources(options: argparse.Namespace) -> int:
    """List the sources of the articles."""
    for name, count in _engine(options).sources():
        sys.stdout.write(f"{count:>6}  {visible(name)}\n")
    return ANSWERED


def evaluate(options: argparse.Namespace) -> int:
    """Ask questions with known answers and say how well they were answered."""
    from rich.console import Console

    from bot import evaluation, evaluation_plot, evaluation_report
    from bot.jsonlines import judged_questions
    from bot.progress import Bars

    if options.plot is not None:
        evaluation_plot.require_matplotlib()
    questions = judged_questions(options.questions)
    engine = _engine(options)
    outcomes = []
    with Bars(Console(stderr=True)).stage("asking", len(questions)) as progress:
        for outcome in evaluation.outcomes(questions, lambda question: engine.answer(question, limit=options.k)):
            outcomes.append(outcome)
            progress(1)
    figures = evaluation.evaluate(outcomes, asked_for=options.k)
    missed = evaluation.misses(outcomes) if options.misses else None
    if options.json:
        sys.stdout.write(evaluation_report.evaluation_json(figures, missed) + "\n")
    else:
        evaluation_report.show_evaluation(Console(highlight=False), figures, missed)
    if options.plot is not None:
        evaluation_plot.draw_risk_coverage(evaluation.risk_coverage(outcomes), options.plot)
    return ANSWERED


def discord_run(options: argparse.Namespace) -> int:
    """Run the Discord bot until it is stopped."""
    from bot.discord.archive import Archive
    from bot.discord.failures import checked_token
    from bot.discord.run import run
    from bot.engine import Engine

    config = _config(options)
    environment = settings.read_environment()
    token = checked_token(settings.discord_token(config, environment))  # before an index is opened
    warn = getLogger("bot.discord").warning
    engine = Engine(config, settings.index_folder(config, options.index), warn=warn, inspect=True)
    with Archive(settings.discord_state_file(config)) as archive:
        run(engine, token, config.discord, archive, log=sys.stderr, notify=settings.notify_socket(environment))
    return ANSWERED


def discord_feedback(options: argparse.Namespace) -> int:
    """Write what readers said of cards as a question file."""
    from bot.discord.archive import Archive
    from bot.discord.feedback import question_lines

    config = _config(options)
    with Archive(settings.discord_state_file(config)) as archive:
        sys.stdout.writelines(question_lines(archive.judged(), passages=config.discord.passages))
    return ANSWERED


def discord_sync(options: argparse.Namespace) -> int:
    """Upload the commands to Discord."""
    from bot.discord.sync import sync

    config = _config(options)
    uploaded = sync(settings.discord_token(config, settings.read_environment()), config.discord)
    sys.stdout.write(f"{uploaded}\n")
    return ANSWERED


def _ask_many(options: argparse.Namespace) -> int:
    from bot.jsonlines import answer_json, error_json, question_lines, read_questions

    if not options.json:
        raise QuestionError("--from answers in JSON; add --json")
    engine = _engine(options)
    from_stdin = options.questions == "-"
    asked = read_questions(sys.stdin, "standard input") if from_stdin else question_lines(Path(options.questions))
    for identifier, question in asked:
        try:
            answer = engine.answer(question, limit=options.k)
            if options.timings:
                _tell_timings(answer)
            line = answer_json(answer, identifier)
        except QuestionError as error:  # one question that cannot be asked must not lose the others
            line = error_json(question.text, identifier, str(error))
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
    return ANSWERED


def _engine(options: argparse.Namespace, *, inspect: bool = False) -> "Engine":
    from bot.engine import Engine

    config = _config(options)
    return Engine(config, settings.index_folder(config, options.index), warn=_warn, inspect=inspect)


def _warn(sentence: str) -> None:
    sys.stderr.write(f"pullquote: {visible(sentence)}\n")


def _tell_timings(answer: Answer) -> None:
    if answer.timings is not None:
        told = ", ".join(f"{stage} {seconds * 1000:.1f}" for stage, seconds in asdict(answer.timings).items())
        sys.stderr.write(f"milliseconds: {told}\n")


def _config(options: argparse.Namespace) -> Config:
    return settings.load(options.config, settings.read_environment())


def _corpus(config: Config) -> list[Path]:
    if config.corpus.paths:
        return [settings.resolve(config, path) for path in config.corpus.paths]
    return [Path(corpus.__file__).with_name("sample")]
