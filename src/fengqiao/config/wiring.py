"""What is plugged into what when the product starts."""

from __future__ import annotations

from fengqiao.domain.words import Words

ADMINS = frozenset({"admin"})
TAKING_IN = frozenset({"clerk", "dispatcher", "handler", "head", "grid_worker", "mediator"})
MEDIATING = frozenset({"mediator", "handler", "head", "clerk", "grid_worker"})
STAFF = TAKING_IN | {"leader", "supervisor", "joint_secretary", "review_officer", "sealed_officer", "mediator"}
WALKING = frozenset({"grid_worker", "mediator", "clerk", "handler", "head", "dispatcher", "joint_secretary", "supervisor", "leader"})
HOLDING = STAFF - {"sealed_officer"}
OVERSEEING = frozenset({"leader", "supervisor", "joint_secretary", "review_officer"})
FOLLOWERS = frozenset({"clerk", "dispatcher", "supervisor", "joint_secretary", "head", "handler", "mediator"})

NAVIGATION: tuple[tuple[frozenset[str], Words, str, tuple[str, ...]], ...] = (
    (STAFF, Words("待办", "Desk"), "insight:own", ("/figures/",)),
    (TAKING_IN, Words("登记", "Register"), "intake:register", ()),
    (MEDIATING, Words("调解", "Mediation"), "mediation:desk", ("/helpers/",)),
    (WALKING, Words("排查", "Sweeps"), "sweeps:desk", ("/grids/",)),
    (HOLDING, Words("接访会议", "Agenda"), "occasions:home", ()),
    (STAFF, Words("包案协办", "Hard cases"), "leads:desk", ("/notices/", "/centres/", "/org/charges")),
    (FOLLOWERS, Words("回访", "Follow-up"), "followups:desk", ()),
    (OVERSEEING, Words("办理情况", "Figures"), "figures:home", ()),
    (STAFF | ADMINS, Words("名册", "Helpers"), "helpers:directory", ()),
    (ADMINS, Words("导入", "Import"), "intake:import", ()),
    (ADMINS, Words("工作法", "Methods"), "methods:all", ("/rules/",)),
    (ADMINS, Words("组织", "Organisation"), "accounts:org", ("/grids/", "/centres/", "/voices/", "/calendars/")),
    (ADMINS, Words("人员", "People"), "accounts:people", ()),
)
"""First-level entries in order, the first seven that a role has: the roles that see it, its words, the name of its address,
and the addresses that belong to it where they have no entry of their own. Searching is in the head of every page, the directory also on
the page of mediation, importing also on that of registration, figures also on the desk."""


def connect() -> None:
    """Join the apps: who listens to what another one does. Called once, when every app is loaded."""
    from django.conf import settings

    from fengqiao.adapters import clamav
    from fengqiao.apps.accounts import services as accounts
    from fengqiao.apps.cases import permissions as case_permissions
    from fengqiao.apps.cases import presenting
    from fengqiao.apps.cases import services as cases
    from fengqiao.apps.cases.services import announcing
    from fengqiao.apps.documents import access as papers
    from fengqiao.apps.files import access as files
    from fengqiao.apps.files import scanning
    from fengqiao.apps.insight.views import desk
    from fengqiao.apps.intake import sources
    from fengqiao.apps.leads import panels as leads
    from fengqiao.apps.mediation import panels as mediation
    from fengqiao.apps.methods import boards
    from fengqiao.apps.notices import services as notices
    from fengqiao.apps.occasions import panels as occasions
    from fengqiao.apps.occasions import permissions as occasion_permissions
    from fengqiao.apps.occasions.services import readiness
    from fengqiao.apps.sweeps import panels as sweeps

    accounts.on_hand_over.append(cases.take_over)
    presenting.panels["mediation"] = mediation.card_of
    presenting.panels |= {"lead": leads.lead_card, "assist": leads.assist_card, "supervision": leads.supervision_card}
    presenting.origins["sweep"] = sweeps.origin_of
    for channel in ("visit", "leader"):
        presenting.origins[channel] = occasions.origin_of
    desk.homes["joint_secretary"] = "joint:home"
    presenting.doors |= {"attend": "occasions:case", "campaign": "campaigns:case"}
    sources.finds["occasion"], sources.tells["occasion"] = occasions.heard, occasions.became
    announcing.listeners.append(notices.announce)
    readiness.boards.append(boards.unlit)
    sources.sits.append(occasions.on_duty)
    papers.may_read = case_permissions.may_read_paper
    files.above += [case_permissions.may_read_file, occasion_permissions.may_read_file]
    scanning.scan = clamav.Scanner(settings.CLAMD).scan if settings.CLAMD else None
