"""Questions under way: asked, queued, solved in a process of its own, recorded."""
