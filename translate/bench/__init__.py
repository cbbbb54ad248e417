"""Benchmarks of `tarjama bench`: the product, bare engines and a simple loop on models of published sizes."""

__all__: list[str] = []
