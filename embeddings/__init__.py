"""Everything that turns paragraphs into something searchable and back into hits."""
