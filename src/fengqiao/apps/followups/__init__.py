"""Going back to ask: what the petitioner says of a reply, the follow-up desk, and the independent monthly sample."""
