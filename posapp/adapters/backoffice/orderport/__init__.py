"""OrderPort: an integrations API to read from; what is sold or entered is done in its own till."""

from posapp.adapters.backoffice.orderport.backend import BACKEND

__all__ = ["BACKEND"]
