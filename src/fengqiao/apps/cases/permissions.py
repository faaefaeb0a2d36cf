"""Who may do what around a case beside the acts of its workflow, which the pack decides."""

from __future__ import annotations

from django.http import HttpRequest

from fengqiao.apps.cases import rules
from fengqiao.apps.cases.models import Case
from fengqiao.apps.cases.queries import CasePage, visible_to
from fengqiao.apps.documents.models import Document
from fengqiao.apps.files.models import File
from fengqiao.domain.roles import Actor
from fengqiao.domain.verdict import YES, Verdict, no
from fengqiao.domain.words import Words
from fengqiao.domain.workflow import PETITION

WORKFLOWS = {"dispute": "mediation", "sign": "sign"}
"""Kind of a case -> the workflow it opens in; every other kind is a petition."""


def may_register(actor: Actor, kind: str = "") -> Verdict:
    """The roles that the pack lets open a case of a kind (dispute, or any other), at their own unit."""
    act = rules.pack_named(rules.NATIONAL).workflows[WORKFLOWS.get(kind, PETITION)].opening
    assert act is not None  # the pack check proves it
    if actor.roles & {who.partition("@")[0] for who in act.by if "@" in who}:
        return YES
    words = Words("您现在的岗位不登记这类办件。", "The post you work in does not register cases of this kind.")
    return no("not_this_post", words, act.source, personal=True)


def may_open_identity(actor: Actor, case: Case) -> Verdict:
    """Who somebody is may be opened by those who see the case; of a confidential one only where it was registered."""
    if not case.is_confidential or str(case.origin_unit_id) in actor.units:
        return YES
    words = Words(
        "信访人要求保密，只有登记单位可以查看。",
        "The petitioner asked for confidentiality: only the unit that registered it may look.",
    )
    return no("confidential", words, "信访工作条例 第三十条", personal=True)


def may_split(page: CasePage) -> Verdict:
    """Demands are split off by those who may write on the case, when there is more than one."""
    if len(page.demands) < 2:
        return no("one_demand", Words("只有一项诉求，不用分。", "There is only one demand."))
    step = page.step(page.root.workflow.key("note"))
    return step.verdict if step else YES


def may_read_paper(actor: Actor | None, document: Document, request: HttpRequest) -> bool:
    """Staff read the papers of the cases that they see."""
    if actor is None or actor.county != document.county:
        return False
    return visible_to(actor).filter(id=document.case_id).exists()


IDENTITY = "identity"  # of `file_kinds`: a paper that says who somebody is


def may_read_file(actor: Actor | None, file: File) -> bool:
    """Staff read the files of the cases that they see; what says who somebody is in a confidential case, where it was registered."""
    if actor is None or actor.county != file.county:
        return False
    case = visible_to(actor).filter(id=file.owner_id).first()
    return case is not None and (file.what != IDENTITY or bool(may_open_identity(actor, case)))
