"""The news itself: reading files, kinds of lines, paragraphs with exact offsets, sentences, who says what."""
