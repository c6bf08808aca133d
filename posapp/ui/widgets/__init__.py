"""The window's own controls: large enough for a finger, named for a reader, made of tokens."""
