"""Prompt injections: a fixed set of fifty, and the rate at which models obey them."""
