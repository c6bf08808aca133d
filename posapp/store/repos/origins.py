"""How guests came here, beside their records."""

from __future__ import annotations

from posapp.domain.origin import GuestDefaults, GuestOrigin
from posapp.store.repos.scope import Scope
from posapp.store.schema import GuestOriginRow


class SqlOriginRepo:
    """Satisfies ports.mappings.OriginRepo."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def get(self, guest_id: str) -> GuestOrigin | None:
        """What is kept of a guest; None for one that no directory told of."""
        row = self._scope.session.get(GuestOriginRow, guest_id)
        if row is None:
            return None
        return GuestOrigin(
            guest_id=row.guest_id,
            phone_country_code=row.phone_country_code,
            defaults=GuestDefaults(row.customer_source, row.customer_type, row.allocation_tier),
            is_imported=bool(row.is_imported),
            opt_in=None if row.opt_in is None else bool(row.opt_in),
        )

    def save(self, origin: GuestOrigin) -> None:
        """Insert or update."""
        self._scope.put(
            GuestOriginRow(
                guest_id=origin.guest_id,
                phone_country_code=origin.phone_country_code,
                customer_source=origin.defaults.customer_source,
                customer_type=origin.defaults.customer_type,
                allocation_tier=origin.defaults.allocation_tier,
                is_imported=int(origin.is_imported),
                opt_in=None if origin.opt_in is None else int(origin.opt_in),
                updated_ms=self._scope.now_ms,
            ),
            stored=self._scope.session.get(GuestOriginRow, origin.guest_id),
        )
