"""Tock: tolerant decoding, the two ways its rows come in, and the one way guests go out."""
