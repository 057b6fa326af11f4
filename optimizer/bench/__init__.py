"""Peers side by side: generated families of instances, other solvers, and the comparison."""
