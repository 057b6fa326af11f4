"""The independent checker: a plan recomputed from the data and its scenario."""
