"""What questions look up says the same as the tables it was worked out from."""

from pathlib import Path

from bot.engine import Engine
from bot.names import name_tokens
from corpus.records import Kind
from embeddings.index import Index
from embeddings.lookup_tables import folded_source


def test_lookups_agree_with_what_the_articles_say(sample_home: Path) -> None:
    store = Index.open(sample_home).store
    spoken: dict[str, set[int]] = {}
    for row, paragraph in store.rows():
        for said in store.attributions(paragraph):
            spoken.setdefault(said.speaker, set()).add(row)
    articles = [article for name in store.known() if (article := store.article(name)) is not None]
    paragraphs = [paragraph for article in articles for paragraph in article.paragraphs]

    quotable = sum(paragraph.kind is not Kind.BOILERPLATE for paragraph in paragraphs)
    assert store.sizes() == (len(articles), len(paragraphs), quotable)
    assert spoken
    for speaker, rows in spoken.items():
        assert store.rows_of([speaker]).tolist() == sorted(rows)
        for word in name_tokens(speaker):
            assert speaker in dict(store.bearing(word))
            assert word in store.name_words(word[0], len(word), len(word))
    everybody = sorted(spoken)[:5]
    assert store.rows_of(everybody).tolist() == sorted(set.union(*(spoken[name] for name in everybody)))
    assert store.rows_of([]).tolist() == store.rows_of(["Nobody at all"]).tolist() == []


def test_sources_are_found_however_they_are_written(engine: Engine, sample_home: Path) -> None:
    store = Index.open(sample_home).store

    for name, _ in engine.sources():
        shouted = f"the {name.upper().removeprefix('THE ')}."
        found = store.source_called(shouted)  # of “Skerrin Wire” and “The Skerrin Wire”, which are one, either
        assert found is not None
        assert folded_source(found) == folded_source(name)
    assert store.source_called("No Such Paper") is None
