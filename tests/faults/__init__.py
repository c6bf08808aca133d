"""Promises under fire: random fault schedules, crashes, kills, and the controls that must fail."""
