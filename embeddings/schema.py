"""The tables of the row store."""

SCHEMA = """
CREATE TABLE documents (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, title TEXT NOT NULL, source TEXT, author TEXT,
    published TEXT, url TEXT, sha256 TEXT NOT NULL, pipeline TEXT NOT NULL, warnings TEXT NOT NULL,
    text TEXT NOT NULL, text_digest BLOB NOT NULL, stamp TEXT NOT NULL
);
CREATE TABLE spans (document INTEGER NOT NULL, first INTEGER PRIMARY KEY, count INTEGER NOT NULL);
CREATE TABLE paragraphs (
    document INTEGER NOT NULL, ordinal INTEGER NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL,
    kind TEXT NOT NULL, row INTEGER UNIQUE, digest BLOB, PRIMARY KEY (document, ordinal)
) WITHOUT ROWID;
CREATE TABLE row_terms (row INTEGER PRIMARY KEY, terms BLOB NOT NULL);
CREATE TABLE attributions (
    document INTEGER NOT NULL, ordinal INTEGER NOT NULL, speaker TEXT NOT NULL, channel TEXT, mode TEXT NOT NULL,
    how TEXT NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL, said_as TEXT NOT NULL,
    seal BLOB NOT NULL
);
CREATE TABLE introductions (
    document INTEGER NOT NULL, ordinal INTEGER NOT NULL, speaker TEXT NOT NULL, form TEXT NOT NULL,
    role TEXT, organisation TEXT, said_as TEXT NOT NULL, nouns TEXT NOT NULL
);
CREATE TABLE role_nouns (noun TEXT NOT NULL, speaker TEXT NOT NULL, PRIMARY KEY (noun, speaker)) WITHOUT ROWID;
CREATE TABLE role_stems (stem TEXT NOT NULL, speaker TEXT NOT NULL, PRIMARY KEY (stem, speaker)) WITHOUT ROWID;
CREATE TABLE speakers (name TEXT PRIMARY KEY, passages INTEGER NOT NULL, role TEXT, organisation TEXT, introduced TEXT);
CREATE TABLE aliases (speaker TEXT NOT NULL, form TEXT NOT NULL, PRIMARY KEY (speaker, form)) WITHOUT ROWID;
CREATE TABLE names (
    form TEXT PRIMARY KEY, passages INTEGER NOT NULL, personal INTEGER NOT NULL, roles TEXT NOT NULL,
    speaker TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX attributions_by_paragraph ON attributions (document, ordinal);
CREATE INDEX attributions_by_speaker ON attributions (speaker);
CREATE INDEX attributions_by_form ON attributions (said_as);
CREATE INDEX introductions_by_speaker ON introductions (speaker);
CREATE INDEX introductions_by_form ON introductions (said_as);
CREATE INDEX introductions_by_document ON introductions (document);
CREATE INDEX paragraphs_by_digest ON paragraphs (digest);
CREATE INDEX spans_by_document ON spans (document);
"""

# Rows whose postings are not those of the generation before, while a build goes on; and whether their vectors stand.
WORKING = """
CREATE TABLE IF NOT EXISTS touched (row INTEGER PRIMARY KEY, encoded INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS touched_by_state ON touched (encoded, row);
"""
