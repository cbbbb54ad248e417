"""Prompt injections: a fixed set of fifty, and how many of them get through."""
