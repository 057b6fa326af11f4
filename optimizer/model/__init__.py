"""What is posted to a solver: columns, rules and aims over one program of whole numbers."""
