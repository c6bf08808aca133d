"""Commerce7's far side: its limits, its cursors, its PUT that nulls what a list leaves out."""
