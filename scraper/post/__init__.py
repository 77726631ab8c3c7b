"""The post itself: everything of a page that is not its comments."""
