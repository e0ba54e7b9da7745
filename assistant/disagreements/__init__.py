"""What sources say differently of one thing."""
