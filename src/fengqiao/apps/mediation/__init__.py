"""Settling a dispute: the mediator's list, the card beside a case, and the pages of those who come by a link."""
