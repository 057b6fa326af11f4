"""How explanations are found: what can give way, how little of it suffices, and what contradicts what."""
