"""A served OrderPort with a note of what it was asked, and connections to it."""

from contextlib import contextmanager

from posapp.adapters.backoffice import discover
from posapp.adapters.http import HttpDoor
from posapp.ports.backoffice import Connection
from posapp.sandbox.orderport import routes
from posapp.sandbox.server.front import SandboxServer
from posapp.sandbox.world import World

SPEC = discover()["orderport"]
DAY_MS = 86_400_000


class Served:
    """A world whose OrderPort is served, with a note of what was asked."""

    def __init__(self, world, server, doors):
        self.world, self.server, self.doors = world, server, doors
        self.till = world.orderport
        self.asked = []
        mount = next(one for one in world.mounts if one.prefix == routes.PREFIX)
        answer = mount.answer

        def noted(call):
            query = dict(call.request.query())
            query.pop("clientId", None)
            self.asked.append((call.request.path.removeprefix(routes.PREFIX), query))
            return answer(call)

        mount.answer = noted

    def connect(self, **changes):
        values = {
            "base_url": f"{self.server.base_url}/orderport",
            "client_id": self.till.client_id,
            "api_key": self.till.api_key,
            "per_minute": "600",
            **changes,
        }
        return SPEC.make(Connection(values), self._door)

    def _door(self, policy):
        self.doors.append(HttpDoor(policy, clock=self.world.clock))
        return self.doors[-1]


@contextmanager
def served_world():
    doors = []
    world = World(3)
    with SandboxServer(world) as server:
        yield Served(world, server, doors)
    for door in doors:
        door.close()


def pages(backend, kind, cursor=""):
    return list(backend.changes(kind, cursor=cursor))


def pulled(backend, kind, cursor=""):
    return [record for page in pages(backend, kind, cursor) for record in page.records]


def sell(till, number=1, **changes):
    till.sell({"orderNumber": number, "orderSource": "Web", "totalCost": 10.0, **changes})
