"""Capital project portfolios: from source tables to a funded, dated, checked and explained plan."""
