"""Saturday in harvest: a winery's full day as a loaded world, a story and its exact result."""

from posapp.sandbox.harvest.day import HarvestDay, saturday

__all__ = ["HarvestDay", "saturday"]
