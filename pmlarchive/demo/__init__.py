"""A small sample blog of our own, served on loopback and archived from there."""
