"""Commerce7: REST, cursor paging, cents; whole lists are replaced by a PUT."""

from posapp.adapters.backoffice.commerce7.backend import BACKEND

__all__ = ["BACKEND"]
