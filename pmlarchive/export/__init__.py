"""What leaves an archive: one module a format."""
