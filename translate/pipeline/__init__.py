"""Running a system over documents: windows, batches, retries, resuming, clusters."""

__all__: list[str] = []
