"""From documents to a run folder: windows, batches, resumption."""
