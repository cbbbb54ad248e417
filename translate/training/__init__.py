"""Adapt a translation model to pairs: the recipe behind `tarjama train` and the embedded adapter."""
