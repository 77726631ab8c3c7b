"""The JSON API: everything the pages show, for programs."""
