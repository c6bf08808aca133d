"""The fake world beyond the wire: Tock, a relay and a back office on loopback, with faults.

Standard library only and nothing of posapp: the oracle may not share code with what it judges.
"""
