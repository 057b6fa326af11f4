"""How the program is searched: what may be spent, by which strategy, tier by tier."""
