"""Papers that were issued: words, number, issuer, digest, and once the proof that they were served."""

from __future__ import annotations

import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fengqiao.domain.words import Words
from fengqiao.kernel import vault
from fengqiao.kernel.county import CaseOwned

BODY_PLACE = "documents_document.sealed_body"


class Recipient(models.TextChoices):
    """Whom a paper is addressed to."""

    PETITIONER = "petitioner", _("信访人")
    UNIT = "unit", _("单位")
    FILE = "file", _("案卷")
    LEADER = "leader", _("党委、政府")


class Document(CaseOwned):
    """One paper of one case as it was issued; after that only the proof of service is added, once.

    The case is named by its id alone: documents stand below cases. The body names the petitioner and is therefore
    sealed with the vault's key; `data` keeps what was entered with the act.
    """

    only_updates = ("served_on", "service")  # the columns that the serving role may change

    case_id = models.UUIDField()
    kind = models.TextField()  # id of the paper in the pack: D08
    number = models.TextField(blank=True)  # 文号; empty for papers that carry none
    title = models.TextField()
    title_en = models.TextField(blank=True)
    sealed_body = models.BinaryField()
    data: models.JSONField[Any, Any] = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    to = models.TextField(choices=Recipient.choices)
    unit_id = models.TextField(blank=True)  # empty when the petitioner wrote it
    unit_name = models.TextField(blank=True)
    issued_by = models.TextField(blank=True)
    issued_by_name = models.TextField(blank=True)
    issued_at = models.DateTimeField()
    template = models.TextField()  # pack@version
    sealed = models.BooleanField(default=False)  # belongs to a sealed report
    digest = models.CharField(max_length=64)
    served_on = models.DateField(null=True, blank=True)
    service: models.JSONField[Any, Any] = models.JSONField(null=True, blank=True, encoder=DjangoJSONEncoder)

    class Meta:
        indexes = [models.Index(fields=["county", "case_id"], name="document_of_case")]
        constraints = [
            models.UniqueConstraint(fields=["county", "number"], name="document_number_once", condition=~Q(number="")),
            models.CheckConstraint(
                condition=Q(served_on__isnull=True, service__isnull=True)
                | Q(served_on__isnull=False, service__isnull=False),
                name="document_service_has_its_proof",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}".strip()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store a new paper; an issued one is never written again (IntegrityError)."""
        super().save(*args, **{**kwargs, "force_insert": True})

    @property
    def name(self) -> Words:
        """The name of the paper."""
        return Words(self.title, self.title_en)

    @property
    def body(self) -> Words:
        """The words of the paper, unsealed; raises InvalidTag when the row was tampered with."""
        words = json.loads(vault.unseal(self.sealed_body, BODY_PLACE))
        return Words(words["zh"], words["en"])

    @property
    def body_zh(self) -> str:
        """The valid words of the paper."""
        return self.body.zh

    @property
    def body_en(self) -> str:
        """The reference translation."""
        return self.body.en


def sealed(body: Words) -> bytes:
    """The words of a paper as they are stored."""
    return vault.seal(json.dumps({"zh": body.zh, "en": body.en}, ensure_ascii=False), BODY_PLACE)
