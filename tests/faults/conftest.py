"""Nothing but what makes many stores cheap."""

from tests.support.shared_sql import share_sql

share_sql()
