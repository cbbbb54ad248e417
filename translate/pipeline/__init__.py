"""From documents to a run folder: windows, batches, resumption."""

__all__: list[str] = []
