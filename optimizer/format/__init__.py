"""What goes in and comes out: instance, result and explanation, how they are read."""
