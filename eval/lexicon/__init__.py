"""Programs that learn the word lists and letter costs of the checks."""
