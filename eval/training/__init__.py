"""Tools and data for the adapters in the package. They are not part of the package: run them in a checkout."""
