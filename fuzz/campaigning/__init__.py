"""What fuzz/campaign, fuzz/report and fuzz/garden are made of."""
