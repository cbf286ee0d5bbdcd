"""Settings: the one place that reads TOML and the environment."""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

import msgspec
import platformdirs

from corpus.errors import ConfigError

Positive = Annotated[int, msgspec.Meta(ge=1)]


class Section(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of the file: unknown keys and wrong types are refused."""


class CorpusSettings(Section, frozen=True):
    """Where the articles are."""

    paths: tuple[str, ...] = ()  # files or folders; none means the sample
    largest_file: Annotated[float, msgspec.Meta(gt=0, le=1024)] = 32  # MiB; larger ones are refused unread


class IndexSettings(Section, frozen=True):
    """Where the index is kept and how many generations of it."""

    folder: str = ""  # none means the platform's data folder
    keep: Annotated[int, msgspec.Meta(ge=2)] = 2
    processes: Annotated[int, msgspec.Meta(ge=0)] = 0  # that read articles; none means one for each core
    exact_up_to: Positive = 50_000  # passages; beyond, the nearest are found by an approximate index
    recall: Annotated[float, msgspec.Meta(gt=0, lt=1)] = 0.98  # at 10, that an approximate index must have


class ModelSettings(Section, frozen=True):
    """The sentence-transformers model that places texts in the vector space."""

    name: str = "all-MiniLM-L6-v2"
    question_prompt: str = ""
    paragraph_prompt: str = ""


class AttributionSettings(Section, frozen=True):
    """Who says what."""

    pipeline: str = ""  # an installed English spaCy pipeline; none means the one that comes along


class AskSettings(Section, frozen=True):
    """How a question is answered."""

    passages: Annotated[int, msgspec.Meta(ge=1, le=50)] = 4
    longest_question: Positive = 2000  # characters
    rerank: bool = True  # read the best passages again with the cross-encoder, where no speaker is asked for


class DiscordSettings(Section, frozen=True):
    """The Discord front end."""

    token_file: str = ""
    passages: Annotated[int, msgspec.Meta(ge=1, le=5)] = 3
    guilds: tuple[int, ...] = ()  # commands go to these servers alone; none means everywhere
    admin_guild: Annotated[int, msgspec.Meta(ge=0)] = 0  # the server that has /admin; 0 means none
    admins: tuple[int, ...] = ()  # the users who may use it
    sharded: bool = False
    workers: Annotated[int, msgspec.Meta(ge=0, le=64)] = 0  # threads that answer; 0 means as many as cores
    seats: Positive = 200  # questions that are answered or wait
    cooldown_seconds: Annotated[float, msgspec.Meta(ge=0, le=3600)] = 2.0
    drain_seconds: Annotated[float, msgspec.Meta(gt=0, le=600)] = 15.0
    replies: bool = True  # answer replies to cards, and mentions in threads that began with one
    state_file: str = ""  # where cards and feedback are kept; none means the platform's folder for state
    retention_days: Positive = 90
    refresh_seconds: Annotated[float, msgspec.Meta(gt=0, le=86_400)] = 30.0
    watchdog_seconds: Annotated[float, msgspec.Meta(ge=0, le=86_400)] = 180.0  # 0 means none
    log_format: Literal["pairs", "json"] = "pairs"
    log_questions: bool = False
    metrics_port: Annotated[int, msgspec.Meta(ge=0, le=65_535)] = 0  # 0 means none


class Config(Section, frozen=True):
    """All settings; every one has a default, shown in config.example.toml."""

    corpus: CorpusSettings = CorpusSettings()
    index: IndexSettings = IndexSettings()
    model: ModelSettings = ModelSettings()
    attribution: AttributionSettings = AttributionSettings()
    ask: AskSettings = AskSettings()
    discord: DiscordSettings = DiscordSettings()
    base: str = ""  # the folder that relative paths of the file start from; set by `load`, not by the file


def load(path: Path | None, environment: Mapping[str, str]) -> Config:
    """Read the named file, or the first of ./config.toml and the user's; without any, the defaults.

    Raises ConfigError with the file, the key and the remedy.
    """
    found = path or _default_file(environment)
    if found is None:
        return Config(base=str(Path.cwd()))
    try:
        table = tomllib.loads(found.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"cannot read the settings in {found}: {error.strerror}; name another file") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{found} is not valid TOML: {error}") from error
    return _checked(table, found)


def _default_file(environment: Mapping[str, str]) -> Path | None:
    if named := environment.get("PULLQUOTE_CONFIG"):
        return Path(named)
    candidates = (Path("config.toml"), platformdirs.user_config_path("pullquote") / "config.toml")
    return next((file for file in candidates if file.is_file()), None)


def _checked(table: dict[str, object], file: Path) -> Config:
    if "base" in table:
        raise ConfigError(f"{file}: unknown setting `base`; config.example.toml lists all settings")
    try:
        config = msgspec.convert(table, Config)
    except msgspec.ValidationError as error:
        text = str(error).replace("Object contains unknown field", "unknown setting").replace(" - at `$", " in `")
        raise ConfigError(f"{file}: {text}; config.example.toml lists all settings") from error
    return msgspec.structs.replace(config, base=str(file.resolve().parent))


def resolve(config: Config, path: str) -> Path:
    """A path of the file, relative to the folder the file is in; `~` is the home folder."""
    return Path(config.base) / Path(path).expanduser()


def index_folder(config: Config, override: Path | None) -> Path:
    """The folder of the index: the command line's, the file's, or the platform's data folder."""
    if override is not None:
        return override
    if config.index.folder:
        return resolve(config, config.index.folder)
    return platformdirs.user_data_path("pullquote") / "index"


def largest_file(config: Config) -> int:
    """How many bytes a file may have to be read."""
    return int(config.corpus.largest_file * 2**20)


def discord_state_file(config: Config) -> Path:
    """The file of cards and feedback: the settings', or the one in the platform's folder for state."""
    if config.discord.state_file:
        return resolve(config, config.discord.state_file)
    return platformdirs.user_state_path("pullquote") / "discord.sqlite"


def discord_token(config: Config, environment: Mapping[str, str]) -> str | None:
    """The bot's token from DISCORD_TOKEN, or from the file named by DISCORD_TOKEN_FILE or the settings."""
    if token := environment.get("DISCORD_TOKEN", "").strip():
        return token
    named = environment.get("DISCORD_TOKEN_FILE") or config.discord.token_file
    if not named:
        return None
    file = resolve(config, named)
    try:
        if os.name == "posix" and file.stat().st_mode & 0o077:
            raise ConfigError(f"others may read the Discord token in {file}; run `chmod 600 {file}`")
        return file.read_text(encoding="utf-8").strip() or None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"cannot read the Discord token from {file}: {error}; check the file") from error


def notify_socket(environment: Mapping[str, str]) -> str | None:
    """Where the service manager wants to be told that the bot is alive; None where there is no manager."""
    return environment.get("NOTIFY_SOCKET")


def read_environment() -> Mapping[str, str]:
    """The process's environment; the only place that touches it."""
    return os.environ
