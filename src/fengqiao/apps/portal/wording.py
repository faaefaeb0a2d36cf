"""How the petitioner's acts are called on the phone, what they mean, and when they open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from fengqiao.ui.format import long_day

if TYPE_CHECKING:
    from fengqiao.apps.portal.progress import Progress

Text = str | Promise


@dataclass(frozen=True, slots=True)
class ActWords:
    """A button, what happens when it is pressed, the words on sending it, what is said after it, when it opens.

    `later` are the words of the way back where somebody may want to think it over.
    """

    button: Text
    means: Text
    send: Text
    done: Text
    opens: Text
    later: Text = ""


ACTS: dict[str, ActWords] = {
    "add_material": ActWords(
        _("补材料"),
        _("把还想说的写在这里，或者拍张照、放一段录音就行。写不清的可以到窗口当面交。"),
        _("交上去"),
        _("收到了，已放进这件事的记录，办理的人看得到。"),
        _("事情办着的时候都可以补。办完以后有新情况，请用「有新情况」。"),
    ),
    "urge": ActWords(
        _("催一下"),
        _("一天可以催一次。催了以后，负责人和他的单位在这件事的记录里看得到。"),
        _("催一下"),
        _("已经催了："),
        _("事情办着的时候可以催。"),
    ),
    "request_review": ActWords(
        _("不同意，申请复查"),
        _("由上一级机关重新看一遍，30日内给您复查意见。"),
        _("提出复查申请"),
        _("复查申请已提出。复查机关30日内给您书面复查意见。"),
        _("收到书面处理意见以后30日内可以申请。"),
    ),
    "request_final": ActWords(
        _("不同意，申请复核"),
        _("由复查机关的上一级再看一遍，30日内给您复核意见。"),
        _("提出复核申请"),
        _("复核申请已提出。复核机关30日内给您书面复核意见。"),
        _("收到复查意见以后30日内可以申请。"),
    ),
    "withdraw": ActWords(
        _("撤回"),
        _("撤回以后还可以再提，不影响任何权利。谁也不能要求您撤回。"),
        _("我要撤回"),
        _("已经撤回。撤回以后还可以再提，不影响任何权利。"),
        _("给出处理意见以前可以撤回。"),
        _("不撤回"),
    ),
    "ask_recusal": ActWords(
        _("申请回避"),
        _("办理的人跟这件事有利害关系的，可以要求换人。"),
        _("提出回避申请"),
        _("回避申请已提出，由单位决定。"),
        _("事情办着的时候可以提。"),
    ),
    "to_normal": ActWords(
        _("要求按普通程序办"),
        _("不愿意简易办理的，可以要求调查并出具书面处理意见。"),
        _("要求按普通程序办"),
        _("已转为普通程序。"),
        _("只有正在简易办理的才需要转。"),
    ),
    "ask_hearing": ActWords(
        _("申请听证"),
        _("事情重大、复杂、说不清的，可以要求开听证会，当面说、当面问。不收费，办不办由单位负责人决定，五个工作日内告诉您。"),
        _("提出听证申请"),
        _("听证申请已提出，五个工作日内决定举行不举行，并告诉您理由。"),
        _("正在调查办理的时候可以申请。"),
    ),
    "hearing.give_up": ActWords(
        _("不要听证了"),
        _("不用说理由，这件事照常办。"),
        _("不要听证了"),
        _("听证不开了，这件事照常办。"),
        _("听证开始以前可以。"),
    ),
    "review.ask_hearing": ActWords(
        _("申请听证"),
        _("事情重大、复杂、说不清的，可以要求开听证会，当面说、当面问。不收费，办不办由负责人决定，五个工作日内告诉您。"),
        _("提出听证申请"),
        _("听证申请已提出，五个工作日内决定举行不举行，并告诉您理由。"),
        _("复查、复核受理以后可以申请。"),
    ),
    "review.withdraw": ActWords(
        _("撤回复查、复核申请"),
        _("撤回以后，原来剩下的天数接着算，到期以前还可以再申请。谁也不能要求您撤回。"),
        _("我要撤回申请"),
        _("申请已经撤回。剩下的天数接着算，到期以前还可以再申请。"),
        _("意见签发以前可以撤回。"),
    ),
    "not_solved": ActWords(
        _("还没完全解决"),
        _("写下还有什么没解决。原来的结果照样留着，这一项接着办，六十日内给您处理意见。"),
        _("还没解决，接着办"),
        _("收到了，这件事接着办，原来的结果照样留着。"),
        _("办结以后，还有没解决的，随时可以说。"),
    ),
    "not_solved_early": ActWords(
        _("还没解决，按普通程序办"),
        _("当场答复、当场解决的，可以要求按普通程序办，十五日内告诉您受理不受理。"),
        _("要求按普通程序办"),
        _("收到了，这件事按普通程序重新登记办理。"),
        _("当场答复、当场解决以后，随时可以要求。"),
    ),
    "not_kept": ActWords(
        _("答应的没做到"),
        _("写下哪一样没做到。这件事接着办，直到兑现。"),
        _("没做到，接着办"),
        _("收到了，这件事接着办。"),
        _("记着还欠着的事时可以说。"),
    ),
    "mediation.not_solved": ActWords(
        _("还没完全解决"),
        _("写下还有什么没解决。原来的结果照样留着，调解员接着督促。"),
        _("还没解决，接着办"),
        _("收到了，这件事接着办，原来的结果照样留着。"),
        _("办结以后，还有没解决的，随时可以说。"),
    ),
    "confirm_done": ActWords(
        _("办结确认（自愿）"),
        _("签不签，都不影响这件事的办理和兑现，也不影响您以后再反映、申请复查、起诉。签了七日内可以撤回，不用说理由。"),
        _("我看过了，愿意签"),
        _("已经签了。七日内可以撤回，不用说理由。"),
        _("办结以后，愿意的可以签，不签也一样。"),
    ),
    "unconfirm": ActWords(
        _("撤回办结确认"),
        _("撤回不用说理由，什么都不影响。"),
        _("撤回"),
        _("已经撤回，什么都不影响。"),
        _("签了办结确认的七日内可以撤回。"),
    ),
    "follow_up.decline": ActWords(
        _("不用再回访我"),
        _("不用说理由，不影响任何事。以后有没解决的，随时可以说。"),
        _("不用再回访我"),
        _("好的，不再来回访。以后有没解决的，随时可以说。"),
        _("安排了回访、还没有问完的时候可以说。"),
        _("可以来回访"),
    ),
    "new_facts": ActWords(
        _("有新的事实或理由"),
        _("程序结束以后又有新的事实或理由的，可以作为新的一件提出。"),
        _("提出新的一件"),
        _("已作为新的一件登记。"),
        _("程序结束以后，有新的事实或理由时可以提。"),
    ),
    "mediation.agree": ActWords(
        _("同意调解"),
        _("调解自愿、免费。同意了也可以随时停，停了不影响起诉、仲裁和信访。对方也同意，才会开始调解。"),
        _("我同意调解"),
        _("已经记下您同意调解。对方也同意，就开始。"),
        _("问各方愿不愿意的时候可以答复。"),
        _("再想想"),
    ),
    "mediation.refuse": ActWords(
        _("不同意调解"),
        _("不需要理由，不影响任何权利。不调解，还可以起诉、仲裁，或者转成信访事项。"),
        _("我不同意调解"),
        _("已经记下您不同意调解，这次不调了。要走别的路，看「不满意怎么办」。"),
        _("问各方愿不愿意的时候可以答复；已经开始的，可以停止调解。"),
        _("再想想"),
    ),
    "mediation.stop": ActWords(
        _("停止调解"),
        _("随时可以停，不需要理由。已经签的字随之作废；起诉、仲裁、信访的权利都在。"),
        _("我要停止调解"),
        _("调解已停止，您的权利都在。要走别的路，看「不满意怎么办」。"),
        _("调解开始以后、协议生效以前，随时可以停。"),
        _("接着调"),
    ),
    "mediation.move_up": ActWords(
        _("请上一级来调"),
        _("不需要理由，不影响任何人的考核。换上一级的调解员来调，期限重新算。"),
        _("请上一级来调"),
        _("已经请上一级来调。"),
        _("调解开始以后可以请，到县一级为止。"),
        _("接着在这一级调"),
    ),
    "mediation.pass_up": ActWords(
        _("请上一级受理"),
        _("不想在这一级调的，可以直接请上一级受理，不需要理由。"),
        _("请上一级受理"),
        _("已经请上一级受理。"),
        _("还没有开始调解的时候可以请，到县一级为止。"),
        _("先在这一级调"),
    ),
    "mediation.sign": ActWords(
        _("看协议，决定签不签"),
        _("签不签都由您。不签不影响任何权利，可以拿给家人、律师看，想几天再说。"),
        _("我愿意签"),
        _("已经记下您签了。各方都签、调解员盖章以后生效。"),
        _("协议写好以后可以签。"),
        _("再想想，先不签"),
    ),
    "mediation.redraft": ActWords(
        _("协议要改，再谈谈"),
        _("回到商量的时候，各方已经签的字都不算，改好了再签。"),
        _("再谈谈"),
        _("已经退回去再谈，签过的字都不算。"),
        _("协议写好、还没有生效的时候可以。"),
        _("不改了"),
    ),
    "mediation.breach": ActWords(
        _("协议没有做到"),
        _("写明哪一样没做到。调解员要督促；也可以直接起诉，法院确认过的可以申请强制执行。"),
        _("告诉调解员"),
        _("已经记下。调解员会去督促；您也可以直接起诉。"),
        _("协议生效以后，没有按约定做到的时候可以提。"),
    ),
    "mediation.hand_over": ActWords(
        _("转成信访事项"),
        _("不调解了，由信访渠道接着办。查询码不变，前面的记录都在。"),
        _("我要转成信访事项"),
        _("已经转成信访事项，查询码不变。"),
        _("调解没有成，或者协议没有做到的时候可以转。"),
        _("先不转"),
    ),
    "mediation.add_material": ActWords(
        _("补充情况"),
        _("还想说的写在这里，或者拍张照、放一段录音就行。写不清的可以当面说。"),
        _("交上去"),
        _("收到了，已放进这件事的记录，调解的人看得到。"),
        _("调解着的时候都可以补。"),
    ),
    "withdraw_file": (_TAKE_BACK := ActWords(
        _("撤下一份材料"),
        _("交错了、不想留的，可以撤下，以后谁也看不到它。记录里留着：来过一份、什么时候撤下、为什么。"),
        _("撤下"),
        _("撤下了，办理的人也看不到它了。"),
        _("您交过材料的，随时可以撤下。"),
        _("先不撤"),
    )),
    "went_to_court": (_SUED := ActWords(
        _("我已经去起诉（仲裁）了"),
        _("说不说都由您，不说也不影响什么。说了，这一件就不再算“起诉前化解”；办理、期限和您的权利都不变，对方看不到。"),
        _("告诉一声"),
        _("记下了。这里该办的照样办，您的权利都在。"),
        _("随时可以说。"),
        _("先不说"),
    )),
    "mediation.went_to_court": _SUED,
    "mediation.withdraw_file": _TAKE_BACK,
    "sign.withdraw_file": _TAKE_BACK,
}
STANDING: dict[str, Text] = {"S31": (_FINDING := _("正在确定责任单位")), "S32": _FINDING}
"""Where a case stands, for states that the pack names in an office's words."""
OTHER_WAYS = ("mediation.move_up", "mediation.pass_up", "mediation.redraft", "mediation.stop", "mediation.refuse", "mediation.hand_over")
"""What somebody may do who does not want to go on with a mediation like this, in the order it is offered."""


def first_words(progress: Progress, step: str) -> dict[str, str]:
    """What an application says before anything is typed: which paper it is about; the rest is one's own words."""
    kind = {"request_review": "D21", "request_final": "D28"}.get(step)
    opinion = next((p.document for p in reversed(progress.papers) if p.document.kind == kind), None)
    if opinion is None:
        return {}
    values = {"unit": opinion.unit_name, "day": long_day(opinion.issued_at), "number": opinion.number}
    if step == "request_review":
        text = _now("我不同意%(unit)s%(day)s的处理意见（%(number)s），请求复查。\n不同意的地方：\n我的要求：") % values
    else:
        text = _now("我不同意%(unit)s%(day)s的复查意见（%(number)s），请求复核。\n不同意的地方：\n我的要求：") % values
    return {"request": text}
