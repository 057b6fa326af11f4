"""Whether a result is what it claims to be: written from the contract, sharing only the formats."""
