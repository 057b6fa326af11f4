"""Making a plan: compiled, solved, assembled in the source's words, explained where there is none."""
