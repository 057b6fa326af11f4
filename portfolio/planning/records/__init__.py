"""What is recorded: portfolios, scenarios, baselines, status reports, and who did what."""
