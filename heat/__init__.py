"""暖管家 Heatdesk: the service system of a heating company on one office server."""

__version__ = "0.1.0"
