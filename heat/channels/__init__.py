"""THE OUTSIDE: each a protocol, a real one and one that writes a file."""
