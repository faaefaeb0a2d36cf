"""The acts on what is planned and held; each is one transaction, by a named actor, with its row in the log."""
