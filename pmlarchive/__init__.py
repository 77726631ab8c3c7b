"""pmlarchive: keep a blog and every reply under it, find any passage, read whole discussions."""
