"""The outside world: remote systems, the system's vault and the system's clock."""
