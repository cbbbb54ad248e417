"""Files into articles: found, read, cleaned, rid of furniture, split into sentences that fit the model."""

__all__: list[str] = []
