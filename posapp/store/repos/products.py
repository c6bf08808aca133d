"""What can be sold."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import col, select

from posapp.domain.catalogue import LevelPrice, Product
from posapp.domain.errors import NotFoundError
from posapp.store.repos.scope import Scope
from posapp.store.schema import ProductPriceRow, ProductRow


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
            prices=self._prices(sku),
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
            self._save_prices(product)

    def _prices(self, sku: str) -> tuple[LevelPrice, ...]:
        query = (
            select(ProductPriceRow)
            .where(ProductPriceRow.sku == sku)
            .order_by(col(ProductPriceRow.level), col(ProductPriceRow.min_quantity))
        )
        return tuple(
            LevelPrice(row.level, row.price_cents, row.min_quantity, row.sale_cents)
            for row in self._scope.session.exec(query)
        )

    def _save_prices(self, product: Product) -> None:
        wanted = {(price.level, price.min_quantity): price for price in product.prices}
        stored = {(price.level, price.min_quantity): price for price in self._prices(product.sku)}
        for key in stored.keys() - wanted.keys():
            gone = self._scope.session.get(ProductPriceRow, (product.sku, *key))
            self._scope.session.delete(gone)
        for key, price in sorted(wanted.items()):
            if price != stored.get(key):
                row = ProductPriceRow(
                    sku=product.sku,
                    level=price.level,
                    min_quantity=price.min_quantity,
                    price_cents=price.price_cents,
                    sale_cents=price.sale_cents,
                )
                known = self._scope.session.get(ProductPriceRow, (product.sku, *key))
                self._scope.put(row, stored=known)
