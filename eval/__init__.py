"""References, error lists, and the tools and data used to train the embedded adapters."""
