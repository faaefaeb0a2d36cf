"""What the gallery shows: one example of everything, with people who do not exist."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fengqiao.domain.roles import Actor
from fengqiao.domain.words import Words
from fengqiao.kernel.moment import now, today
from fengqiao.ui.context import NavigationItem, Shell

PARTS = ("components", "staff", "citizen", "question", "receipt", "progress", "print")


class ExampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label=_("来访人"), max_length=50)
    phone = forms.CharField(label=_("电话"), help_text=_("写手机号或座机号，没有可以不填"), required=False)
    region = forms.ChoiceField(label=_("地点"), choices=[("", "—"), ("1", "文星街道"), ("2", "坪上镇")])
    happened_on = forms.DateField(label=_("什么时候的事"), required=False)
    privacy = forms.ChoiceField(
        label=_("保密"), choices=[("open", _("普通")), ("closed", _("对对方保密"))], widget=forms.RadioSelect
    )
    story = forms.CharField(label=_("事情经过"), widget=forms.Textarea(attrs={"rows": 4}))
    paper = forms.FileField(label=_("材料"), required=False)
    has_read = forms.BooleanField(label=_("已念给本人听"), required=False)


class ExampleHat(str):
    """A post to change to, as the hat switch lists it."""

    @property
    def id(self) -> str:
        """What the switch sends."""
        return str(self)


def example_frame(frame: Shell) -> Shell:
    """The staff shell as somebody with two posts sees it."""
    names = (_("工作台"), _("登记"), _("台账"), _("值班接访"), _("打印"), _("对账"))
    items = tuple(NavigationItem(str(name), "/ui/gallery/staff", place == 0) for place, name in enumerate(names))
    hats = (ExampleHat(_("窗口接访员 · 县信访局")), ExampleHat(_("承办人 · 文星街道")))
    actor = Actor("", "张某", 0, "", unit_name=str(_("县信访局")), post=hats[0])
    return replace(frame, navigation=items, hats=hats, actor=actor)


def examples() -> dict[str, Any]:
    """Everything the gallery's templates need."""
    bad = ExampleForm({"name": "吴大升", "phone": "1381234567", "region": "", "privacy": "open", "story": ""})
    bad.add_error("phone", _("电话少一位"))
    return {
        "form": ExampleForm(initial={"privacy": "open"}),
        "bad_form": bad,
        "steps": [
            Words("发现登记", "Found and registered"),
            Words("甄别告知", "Sorted and told"),
            Words("办理化解", "Handled"),
            Words("答复兑现", "Answered and kept"),
            Words("回访办结", "Followed up and closed"),
        ],
        "lamps": ("green", "amber", "red", "grey", "purple"),
        "chips": [{"label": _("街道＝文星"), "url": "?a"}, {"label": _("期限≤5天"), "url": "?b"}],
        "pairs": [
            (_("主办"), "文星街道办事处"),
            (_("责任人"), "李某"),
            (_("收到"), "2026-11-02 09:30"),
            (_("备注"), ""),
        ],
        "ways": [("phone", _("打电话")), ("code", _("只用查询码"))],
        "kinds": [("", _("全部")), ("petition", _("信访事项")), ("dispute", _("纠纷"))],
        "towns": [("", _("全部")), ("1", "文星街道")],
        "entries": _entries(),
        "rows": _rows(),
        "search_url": "/ui/gallery/staff",
        "soon": today() + timedelta(days=3),
        "past": today() - timedelta(days=1),
        "today": today(),
    }


def _entries() -> list[dict[str, Any]]:
    start: datetime = now() - timedelta(days=21)
    told = (
        (0, _("登记"), "窗口 张某", _("来访人说墙上瓷砖还在掉，上次只铲了外皮。"), ""),
        (0, _("临时围挡"), "文星街道", _("已做，照片1张。"), ""),
        (3, _("现场勘查"), "住建局", _("4人到场，记录已入卷。"), ""),
        (10, _("资金申请16万元"), "文星街道", _("等待批准。"), "amber"),
    )
    return [
        {"at": start + timedelta(days=days), "title": title, "by": by, "text": text, "tone": tone}
        for days, title, by, text, tone in told
    ]


def _rows() -> list[dict[str, Any]]:
    day = today()
    return [
        _row("amber", "LX-2026-001234", _("外墙掉砖要求彻底处理"), "吴*升", "李某", day + timedelta(days=2)),
        _row("red", "LX-2026-001102", _("工程尾款核实"), "刘*", "周某", day - timedelta(days=1)),
        _row("green", "LX-2026-001250", _("排水沟堵塞"), "古*丽", "王某", day + timedelta(days=31)),
        _row("purple", "LX-2026-000988", _("宅基地边界"), "向*", "龙某", day + timedelta(days=12)),
        _row("grey", "LX-2026-000871", _("物业收费"), "石*", "张某", day - timedelta(days=40)),
    ]


def _row(lamp: str, number: str, summary: object, who: str, handler: str, due_on: object) -> dict[str, Any]:
    return {"lamp": lamp, "number": number, "summary": summary, "who": who, "handler": handler, "due_on": due_on}
