"""A tasting-room terminal that works a day online or not."""

__version__ = "0.1.0"
