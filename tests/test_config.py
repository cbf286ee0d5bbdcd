"""Settings: the example is whole, and mistakes are told with their place."""

import tomllib
from pathlib import Path

import msgspec
import pytest

from bot.config import Config, discord_state_file, discord_token, index_folder, load, notify_socket
from corpus.errors import ConfigError

EXAMPLE = Path(__file__).parents[1] / "config.example.toml"


def test_the_example_holds_every_setting_with_its_default() -> None:
    table = tomllib.loads(EXAMPLE.read_text(encoding="utf-8"))
    defaults = msgspec.json.decode(msgspec.json.encode(Config()))
    del defaults["base"]

    assert table == defaults
    assert load(EXAMPLE, {}) == msgspec.structs.replace(Config(), base=str(EXAMPLE.parent))


def test_every_setting_of_the_example_is_commented() -> None:
    before = ""
    for line in EXAMPLE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith(("#", "[")):
            assert before.startswith("#") or "_prompt" in line or line.startswith("guilds"), line
        before = line


def test_the_state_of_discord_is_where_the_settings_say(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text('[discord]\nstate_file = "kept.sqlite"\n', encoding="utf-8")

    assert discord_state_file(load(file, {})) == tmp_path / "kept.sqlite"
    assert discord_state_file(Config()).name == "discord.sqlite"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[ask]\npassage = 3\n", "unknown setting `passage` in `.ask`"),
        ("[asks]\n", "unknown setting `asks`"),
        ("base = 'x'\n", "unknown setting `base`"),
        ("[ask]\npassages = 'three'\n", "Expected `int`, got `str` in `.ask.passages`"),
        ("[ask]\npassages = 0\n", "Expected `int` >= 1 in `.ask.passages`"),
        ("[ask\n", "is not valid TOML"),
    ],
)
def test_a_mistake_is_told_with_its_place(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "config.toml"
    file.write_text(text, encoding="utf-8")

    with pytest.raises(ConfigError) as raised:
        load(file, {})

    assert message in str(raised.value)
    assert str(file) in str(raised.value)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot read the settings in .*nowhere.toml"):
        load(tmp_path / "nowhere.toml", {})


def test_the_file_is_found_by_the_environment_and_paths_start_from_it(tmp_path: Path) -> None:
    file = tmp_path / "my.toml"
    file.write_text("[index]\nfolder = 'here'\n", encoding="utf-8")
    config = load(None, {"PULLQUOTE_CONFIG": str(file)})

    assert index_folder(config, None) == tmp_path / "here"
    assert index_folder(config, Path("there")) == Path("there")


def test_the_token_comes_from_the_environment_or_a_file(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("from-file\n", encoding="utf-8")

    file.chmod(0o600)
    assert discord_token(Config(), {}) is None
    assert discord_token(Config(), {"DISCORD_TOKEN": " from-environment "}) == "from-environment"
    assert discord_token(Config(base=str(tmp_path)), {"DISCORD_TOKEN_FILE": "token"}) == "from-file"
    with pytest.raises(ConfigError, match="cannot read the Discord token"):
        discord_token(Config(), {"DISCORD_TOKEN_FILE": str(tmp_path / "nowhere")})


def test_the_service_manager_is_named_by_the_environment() -> None:
    assert notify_socket({"NOTIFY_SOCKET": "/run/systemd/notify"}) == "/run/systemd/notify"
    assert notify_socket({}) is None


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604])
def test_a_token_that_others_may_read_is_refused_with_the_remedy(tmp_path: Path, mode: int) -> None:
    file = tmp_path / "token"
    file.write_text("from-file", encoding="utf-8")
    file.chmod(mode)

    with pytest.raises(ConfigError, match=r"others may read the Discord token in .*; run `chmod 600 .*token`"):
        discord_token(Config(), {"DISCORD_TOKEN_FILE": str(file)})
