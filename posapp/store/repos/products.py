"""What can be sold."""

from __future__ import annotations

from collections.abc import Sequence

from posapp.domain.catalogue import Product
from posapp.domain.errors import NotFoundError
from posapp.store.repos.scope import Scope
from posapp.store.schema import ProductRow


class SqlProductRepo:
    """Satisfies ports.store.ProductRepo."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def get(self, sku: str) -> Product:
        """The product; raises NotFoundError."""
        row = self._scope.session.get(ProductRow, sku)
        if row is None:
            raise NotFoundError("product", sku)
        return Product(
            sku=row.sku,
            title=row.title,
            category=row.category,
            tax_category=row.tax_category,
            price_cents=row.price_cents,
            currency=row.currency,
            is_active=bool(row.is_active),
            position=row.position,
        )

    def save(self, products: Sequence[Product]) -> None:
        """Insert or update."""
        for product in products:
            self._scope.put(
                ProductRow(
                    sku=product.sku,
                    title=product.title,
                    category=product.category,
                    tax_category=product.tax_category,
                    price_cents=product.price_cents,
                    currency=product.currency,
                    is_active=int(product.is_active),
                    position=product.position,
                    updated_ms=self._scope.now_ms,
                ),
                stored=self._scope.session.get(ProductRow, product.sku),
            )
