"""The unit of money; apart, so that what only names it does not have to load the models."""

UNIT = "10k CNY"
"""The unit of every amount: 10,000 yuan (万元), as the sources print it."""

MILLION_CNY = 100
"""One million CNY in that unit, the usual step of a ceiling."""
