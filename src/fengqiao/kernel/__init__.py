"""The small base every app stands on: time, ids, tenants, vault, ledger hashing, outbox, pack files."""
