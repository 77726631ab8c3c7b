"""From a site or a file to draft threads."""
