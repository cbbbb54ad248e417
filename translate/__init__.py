"""Tarjama: folders of Arabic articles into English translations and summaries."""

__version__ = "0.1.0"
