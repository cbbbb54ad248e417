"""References, error lists, and the tools and data that the embedded adapters are made with."""
