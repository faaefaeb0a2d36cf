"""The acts on cases; each is one transaction, by a named actor, at a given instant, written to the ledger."""

from fengqiao.apps.cases.services.acting import perform
from fengqiao.apps.cases.services.approving import approve, draft, send_back
from fengqiao.apps.cases.services.handing import take_over
from fengqiao.apps.cases.services.ledger import Break, files_on_record, seal, verify
from fengqiao.apps.cases.services.matter import Matter
from fengqiao.apps.cases.services.opening import Petition, register, tie
from fengqiao.apps.cases.services.parties import Person, unmask
from fengqiao.apps.cases.services.splitting import split

__all__ = [
    "Break",
    "Matter",
    "Person",
    "Petition",
    "approve",
    "draft",
    "files_on_record",
    "perform",
    "register",
    "seal",
    "send_back",
    "split",
    "take_over",
    "tie",
    "unmask",
    "verify",
]
