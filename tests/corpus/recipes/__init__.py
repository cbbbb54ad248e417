"""Recipes of cases: a module per kind of input, each with a function `cases`."""
