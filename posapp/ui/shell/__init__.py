"""The frame around the screens: rail, pill, banner, notices, shortcuts."""
