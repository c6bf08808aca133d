"""Everything that can go wrong between a client and the world, on demand and by seed."""
