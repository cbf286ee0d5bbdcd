"""Speakers are joined again where a build touched their names, and the tables are those of a fresh build."""

import sqlite3
from pathlib import Path

from conftest import Silent
from killed_build import quick_recipe

from embeddings import generations
from embeddings.build import build
from embeddings.index import STORE

TABLES = {
    "names": "SELECT * FROM names",
    "speakers": "SELECT * FROM speakers",
    "aliases": "SELECT * FROM aliases",
    "role_nouns": "SELECT * FROM role_nouns",
    "role_stems": "SELECT * FROM role_stems",
    "speaker_words": "SELECT * FROM speaker_words",
    "attributions": """SELECT id, ordinal, speaker, said_as FROM attributions JOIN documents ON number = document""",
    "introductions": """SELECT id, ordinal, speaker, form, role FROM introductions JOIN documents ON number = document""",
}
ARTICLES = {
    "a.txt": "Pell Oster, the mayor of Tarrow, said the bridge would stand.",
    "b.txt": "“It is late,” Mayor Oster said. Odile Varn, who owns the mill, said that it was early.",
    "c.txt": "Greta Oster, the mayor of Lenn, said the road was closed.",
    "d.txt": "Pell Arno Oster told the council to wait. Odile Varn, the chairwoman of Lenn Mills, said no.",
}
STEPS = (("a.txt", "b.txt"), ("a.txt", "b.txt", "c.txt"), ("a.txt", "b.txt", "d.txt"), ("b.txt", "c.txt"))


def write(folder: Path, names: tuple[str, ...]) -> None:
    folder.mkdir(exist_ok=True)
    for file in folder.iterdir():
        file.unlink()
    for name in names:
        (folder / name).write_text(
            f"News of {name[0]}\n\n{ARTICLES[name]}\n\nThe rest is told later.\n", encoding="utf-8"
        )


def tables(home: Path) -> dict[str, list[tuple[object, ...]]]:
    connection = sqlite3.connect(generations.current(home) / STORE)
    found = {name: sorted(connection.execute(query), key=repr) for name, query in TABLES.items()}
    rows = connection.execute("SELECT speaker, rows FROM speaker_rows").fetchall()
    texts = dict(connection.execute("SELECT row, digest FROM paragraphs WHERE row IS NOT NULL"))
    of_speaker = {
        s: sorted(texts[int.from_bytes(r[i : i + 4], "little")] for i in range(0, len(r), 4)) for s, r in rows
    }
    connection.close()
    return {**found, "speaker_rows": sorted(of_speaker.items())}


def names_of(found: dict[str, list[tuple[object, ...]]], speaker: str) -> set[object]:
    return {said_as for _, _, name, said_as in found["attributions"] if name == speaker}


def test_after_every_edit_the_tables_are_those_of_a_fresh_build(tmp_path: Path) -> None:
    steps = []
    for number, names in enumerate(STEPS):
        write(tmp_path / "news", names)
        build([tmp_path / "news"], tmp_path / "edited", quick_recipe(), Silent())
        build([tmp_path / "news"], tmp_path / f"fresh{number}", quick_recipe(), Silent())
        steps.append(tables(tmp_path / "edited"))
        assert steps[number] == tables(tmp_path / f"fresh{number}")

    two, contested, longer, other = steps
    assert names_of(two, "Pell Oster") == {"Pell Oster", "Oster"}
    assert names_of(contested, "Pell Oster") == {"Pell Oster"}  # there are two mayors now
    assert names_of(longer, "Pell Arno Oster") == {"Pell Oster", "Oster", "Pell Arno Oster"}
    assert names_of(other, "Greta Oster") == {"Greta Oster", "Oster"}
