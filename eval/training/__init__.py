"""Tools and data for the adapters that come with the package. They are not part of it: run them in a checkout."""
