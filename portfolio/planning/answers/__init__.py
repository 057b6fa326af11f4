"""Answers to what people ask of a plan: why, ways out, what money is worth, trade-offs, what differs."""
