"""Model families, and where models come from; `registry` is the way in."""
