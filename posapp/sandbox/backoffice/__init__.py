"""The Sandbox back office: catalogue, clubs, customers, memberships and the orders it is sent."""
