"""Recipes of cases, a module a kind of input; each has a function `cases`."""
