"""The tree of errors that are raised on purpose. Each message is one sentence with the place and the remedy.

PullquoteError
├── ConfigError          a setting is unknown, of the wrong type or out of range
├── CorpusError          nothing to read where a corpus was named
│   ├── UnreadableFile   one file cannot be read; a build skips it and says so
│   └── ReaderEnded      a process that read was ended from outside; the next build goes on from there
├── ModelError           a model is missing, altered or cannot be used
├── IndexFault           the index cannot be opened or written
│   ├── IndexMissing     nothing was built yet
│   ├── IndexDamaged     files are missing, truncated or altered
│   ├── IndexMismatch    built by another version or with another model
│   └── IndexBusy        another build holds the lock
├── QuestionError        a question that cannot be asked: empty, too long
├── StateError           cards of Discord cannot be kept
├── PlotError            matplotlib is missing, or the picture cannot be written
└── DiscordError         no token, a refused token, no connection
"""


class PullquoteError(Exception):
    """A failure that a person can mend; its message says how. Shown as one line, without a traceback."""


class ConfigError(PullquoteError):
    """A setting is unknown, of the wrong type or out of range."""


class CorpusError(PullquoteError):
    """There is nothing to read where a corpus was named."""


class UnreadableFile(CorpusError):
    """One file cannot be read as an article."""


class ReaderEnded(CorpusError):
    """A process that read articles was ended from outside; what was read so far is kept."""


class ModelError(PullquoteError):
    """A model is missing, altered or cannot be used."""


class IndexFault(PullquoteError):
    """The index cannot be opened or written."""


class IndexMissing(IndexFault):
    """Nothing was built in this folder yet."""


class IndexDamaged(IndexFault):
    """Files of the index are missing, truncated or altered."""


class IndexMismatch(IndexFault):
    """The index was built by another version or with another model."""


class IndexBusy(IndexFault):
    """Another build holds the lock."""


class QuestionError(PullquoteError):
    """A question that cannot be asked: empty, or too long."""


class StateError(PullquoteError):
    """Cards of Discord cannot be kept or found."""


class PlotError(PullquoteError):
    """Matplotlib is missing, or the picture cannot be written."""


class DiscordError(PullquoteError):
    """No token, a refused token, or no connection to Discord."""
