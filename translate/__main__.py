"""`python -m translate` is `tarjama`."""

from translate.cli import command

command()
