"""What a tasting room is made of: frozen values and pure functions, standard library only."""
