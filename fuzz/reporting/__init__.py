"""The page of a campaign: one HTML file that needs nothing else. fuzz/report writes it."""
