"""Typed configuration: profiles, the model catalogue, and where files lie."""
