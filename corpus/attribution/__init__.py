"""Who says what in an article; each module is imported for itself, since asking needs one of them only."""
