"""Full text: one query language, two engines, one meaning."""
