"""Background work: one lane per remote system pulls news and drains the outbox."""
