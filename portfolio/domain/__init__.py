"""What a portfolio is: pure models and arithmetic. No files, no database, no pandas, no solver."""
