"""Everything that is said: sentences, numbers and dates in Chinese and English, for pages and commands.

Each module says in its first line which sentences it words, and the files of texts in `locales` are laid out
by these modules; what draws or prints puts no sentence together. A text that can be false has its claim in
the tests: one case in which it is said, and one in which it must not be.
"""
