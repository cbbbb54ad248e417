"""What the project is made of: licences, hashes."""
