"""Everything that is said: sentences, numbers and dates in Chinese and English, for pages and commands."""
