"""WineDirect Classic (Vin65), over its SOAP web services."""

from posapp.adapters.backoffice.winedirect.backend import BACKEND

__all__ = ["BACKEND"]
