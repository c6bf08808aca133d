"""One file per step, numbered; a step is never edited once it has been released."""
