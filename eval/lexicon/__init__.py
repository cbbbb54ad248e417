"""Programs that learn the lexicon and the letter costs of the checks."""
