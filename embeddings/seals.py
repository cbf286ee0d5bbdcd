"""What tells a text, a citation or an attribution from any other: kept beside it, compared when it is read."""

import hashlib

from corpus.records import Attribution, Document


def text_digest(text: str) -> bytes:
    """What tells a text from any other: 16 bytes of BLAKE2b."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def document_digest(document: Document) -> bytes:
    """What tells a document, its text and all that is cited of it, from any other."""
    day = None if document.published is None else document.published.isoformat()
    cited = (document.id, document.title, document.source, document.author, day, document.url, document.sha256)
    return text_digest(f"{cited!r}\n{document.text}")


def attribution_seal(document: int, ordinal: int, said: Attribution) -> bytes:
    """What tells an attribution, by the article's name for the speaker, from any other."""
    facts = (said.speaker, str(said.mode), str(said.how), said.start, said.end, said.channel)
    return text_digest(repr((document, ordinal, facts)))[:8]
