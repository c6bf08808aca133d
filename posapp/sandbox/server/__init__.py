"""The world over real HTTP/1.1 on 127.0.0.1, byte by byte, so that it can also be done wrong."""
