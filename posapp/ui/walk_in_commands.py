"""What the window may ask about Tock's walk-ins; see `posapp.ui.commands` for the rules."""

from __future__ import annotations

from typing import Protocol

from posapp.domain.differences import Difference


class WalkInCommands(Protocol):
    """The verbs about differences and twins; each has its way back."""

    def accept_difference(self, visit_id: str, difference: Difference) -> None:
        """Make the visit what Tock says; refused when Tock says something else by now."""
        ...

    def put_back_difference(self, visit_id: str, difference: Difference, *, order_id: str) -> None:
        """Undo an acceptance; the id is for an order that a departure took away."""
        ...

    def keep_difference(self, visit_id: str, difference: Difference) -> None:
        """Keep ours; the difference is shown again only when Tock changes it again."""
        ...

    def show_difference_again(self, visit_id: str, difference: Difference) -> None:
        """Undo keeping ours."""
        ...

    def link_twins(self, visit_id: str, key_text: str) -> None:
        """Make one party of a visit and a walk-in of Tock; refused when both have sales."""
        ...

    def unlink_twins(self, visit_id: str, key_text: str) -> None:
        """Make two of them again, as they were."""
        ...

    def tell_twins_apart(self, visit_id: str, key_text: str) -> None:
        """Propose this pair no more."""
        ...

    def propose_twins_again(self, visit_id: str, key_text: str) -> None:
        """Undo telling a pair apart."""
        ...
