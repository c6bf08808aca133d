"""The price list, clubs and tax rates of the sandbox's winery.

Tax rates are not on the back office's wire: a terminal has them as settings.
"""

from __future__ import annotations

from posapp.sandbox.backoffice.records import Club, Product

# 825 basis points are 8.25 %.
TAX_RATE_BASIS_POINTS = {"wine": 825, "retail": 825, "food": 0, "fees": 0}

CLUBS = (
    Club("club-estate", "Estate Club", 10),
    Club("club-reserve", "Reserve Club", 15),
    Club("club-library", "Library Circle", 20),
)

_FLIGHTS = (
    ("FLT-ESTATE", "Estate Flight", 3500),
    ("FLT-RESERVE", "Reserve Flight", 6000),
    ("FLT-LIBRARY", "Library Flight", 9500),
    ("FLT-WHITE", "White & Rosé Flight", 2800),
)
_GLASSES = (
    ("GLS-SB", "Sauvignon Blanc, glass", 1400),
    ("GLS-CHARD", "Chardonnay, glass", 1600),
    ("GLS-ROSE", "Rosé, glass", 1350),
    ("GLS-PN", "Pinot Noir, glass", 1900),
    ("GLS-CAB", "Cabernet Sauvignon, glass", 2450),
)
_BOTTLES = (
    ("BTL-SB-25", "Sauvignon Blanc 2025", 3200),
    ("BTL-CHARD-24", "Hillside Chardonnay 2024", 4800),
    ("BTL-ROSE-25", "Rosé of Grenache 2025", 2995),
    ("BTL-PN-23", "Bench Pinot Noir 2023", 6500),
    ("BTL-ZIN-23", "Old Vine Zinfandel 2023", 4450),
    ("BTL-MERLOT-22", "Merlot 2022", 5399),
    ("BTL-CAB-21", "Estate Cabernet 2021", 9800),
    ("BTL-CAB-17", "Library Cabernet 2017", 17500),
    ("BTL-PORT", "Dessert Wine, 375 ml", 4175),
    ("BTL-SPARK", "Blanc de Blancs", 5850),
)
_RETAIL = (
    ("RTL-GLASS", "Logo glass", 1299),
    ("RTL-CORK", "Waiter's corkscrew", 1850),
    ("RTL-HAT", "Harvest hat", 3495),
    ("RTL-BOOK", "Vineyard cookbook", 4250),
    ("RTL-TOTE", "Six-bottle tote", 2405),
)
_FOOD = (
    ("FOOD-BOARD", "Cheese & charcuterie board", 3200),
    ("FOOD-OLIVE", "Marinated olives", 950),
    ("FOOD-ALMOND", "Smoked almonds", 725),
    ("FOOD-CHOC", "Chocolate pairing", 1800),
)
_FEES = (
    ("FEE-CORK", "Corkage", 2500),
    ("FEE-SHIP", "Packing", 1000),
)


def _listed() -> tuple[Product, ...]:
    shelves = (
        ("Flights", "wine", _FLIGHTS),
        ("Glass", "wine", _GLASSES),
        ("Bottles", "wine", _BOTTLES),
        ("Retail", "retail", _RETAIL),
        ("Retail", "food", _FOOD),
        ("Fees", "fees", _FEES),
    )
    listed = [
        Product(sku, title, category, tax_category, price)
        for category, tax_category, shelf in shelves
        for sku, title, price in shelf
    ]
    discontinued = Product("BTL-SYRAH-19", "Syrah 2019", "Bottles", "wine", 5600, active=False)
    return tuple(
        Product(
            item.sku,
            item.title,
            item.category,
            item.tax_category,
            item.price_cents,
            position=place,
            active=item.active,
        )
        for place, item in enumerate((*listed, discontinued), start=1)
    )


PRODUCTS = _listed()
BY_SKU = {product.sku: product for product in PRODUCTS}
