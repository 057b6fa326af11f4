"""Spreadsheets: workbooks and tables of any shape in, workbooks of ours out."""
