"""The small server of a winery: takes Tock's webhooks and serves them to its terminals."""
