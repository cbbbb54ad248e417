"""Licences and hashes of everything that the project installs or ships."""
