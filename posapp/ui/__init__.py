"""The window: PySide6 widgets over Reads and Commands. Nothing here opens a store or a socket."""
