"""The composition root: settings, addresses, and what is plugged into what."""
