"""Hard cases: named leaders, units called in, supervision, the backlog."""
