"""Files in and out: portfolio folders, scenario files, plan files."""
