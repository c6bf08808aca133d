"""The page shown instead of the window when the store cannot be opened; it needs no store."""
