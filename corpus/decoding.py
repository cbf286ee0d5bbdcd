"""From a file's bytes to text, whatever encoding it was saved in."""

import codecs
import re

from corpus.errors import UnreadableFile

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins with UTF-16's
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"""<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_ENCODING = re.compile(
    r"iso[_-]?8859[_-]?\d{1,2}|windows[_-]?\d{3,4}|(?:cp|ibm)\d{3,4}|latin-?\d{1,2}|us-ascii"
    r"|koi8-[rtu]|mac-?\w{1,12}|gb2312|gbk|gb18030|big5(?:-?hkscs)?|hz|(?:shift|x)[_-]s?jis|euc-?(?:jp|kr)"
    r"|iso-2022-(?:jp|kr)|ks_c_5601-1987|johab|tis-620|viscii"
)  # Python knows more, which crash, run long or read marks as commands; no UTF-16 begins with such a tag
_CONTROL = frozenset(range(32)) - {9, 10, 12, 13, 27}
_HALF = re.compile("[\ud800-\udfff]")
_ESCAPE = b"\x1b$"
_MOSTLY = 0.5
_NO_TEXT = "does not look like text; a saved article is .txt, .md or .html"


def decode(raw: bytes, *, markup: bool = False) -> tuple[str, str | None]:
    """The text of a file, and a warning where it could not be decoded without a loss.

    In order: a byte-order mark, UTF-8, a declaration in the page (`markup`), UTF-8 with a few broken bytes
    (each becomes U+FFFD, with a warning), detection. UTF-8 comes before what a page declares: text that is
    valid UTF-8 by chance is rarer than a wrong declaration. A byte-order mark stays in the text, so that
    offsets count what the file holds. Raises UnreadableFile for what is not text.
    """
    if marked := _by_mark(raw):
        return marked, None
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        declared = _by_declaration(raw) if markup else None
        return (declared, None) if declared is not None else _broken_utf8(raw, error) or (_detected(raw), None)
    if _is_binary(raw) or _ESCAPE in raw:
        return _detected(raw), None  # UTF-16 without a mark and ISO-2022 are valid UTF-8, too
    return text, None


def well_formed(text: str) -> str:
    """The text with U+FFFD for halves of characters, which metadata and names of files may hold but no index."""
    return _HALF.sub("\ufffd", text)


def _by_mark(raw: bytes) -> str | None:
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            try:
                return raw.decode(encoding)
            except UnicodeDecodeError:
                if encoding != "utf-8":
                    raise UnreadableFile(f"begins as {encoding.upper()} but is not; save it again as UTF-8") from None
    return None


def _by_declaration(raw: bytes) -> str | None:
    found = _DECLARED.search(raw[:4096])
    if found is None:
        return None
    name = found[1].decode("ascii", "replace").lower()
    # browsers read these as their Windows supersets (WHATWG Encoding Standard)
    name = {
        "iso-8859-1": "cp1252",
        "latin1": "cp1252",
        "us-ascii": "cp1252",
        "gb2312": "gb18030",
        "gbk": "gb18030",
        "x-sjis": "shift_jis",
    }.get(name, name)
    try:
        return raw.decode(name) if _ENCODING.fullmatch(name) else None
    except (LookupError, UnicodeDecodeError):
        return None


def _broken_utf8(raw: bytes, error: UnicodeDecodeError) -> tuple[str, str] | None:
    if _is_binary(raw):
        return None
    text = raw.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    whole = sum(1 for character in text if ord(character) > 127) - broken
    if whole == 0 or whole / (whole + broken) < _MOSTLY:
        return None
    line = raw.count(b"\n", 0, error.start) + 1
    place = f"line {line}, byte {error.start}"
    return (
        text,
        f"not valid UTF-8 at {place}: {broken} broken bytes are shown as \ufffd; save it again as UTF-8",
    )


def _detected(raw: bytes) -> str:
    import chardet  # loads language models; few files need it

    encoding = chardet.detect(raw)["encoding"]
    if encoding is None:
        raise UnreadableFile(_NO_TEXT)
    try:
        text = raw.decode(encoding)
    except (LookupError, UnicodeDecodeError):
        raise UnreadableFile(_NO_TEXT) from None
    if _is_binary(text.encode("utf-8", "surrogatepass")):
        raise UnreadableFile(_NO_TEXT)
    return text


def _is_binary(raw: bytes) -> bool:
    sample = raw[:65536]
    return b"\0" in sample or sum(byte in _CONTROL for byte in sample) > len(sample) // 50
