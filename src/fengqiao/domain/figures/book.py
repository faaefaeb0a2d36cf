"""The book of figures: each with its definition, its version, what it leaves out, and the parts whose cases can be listed.

Whoever changes what a figure counts changes its version: a number goes with the definition under which it was reckoned.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from fengqiao.domain.words import Words

DURABLE_AFTER, FIRST_TIME_AFTER, SAME_WINDOW_WITHIN = 90, 180, 30  # calendar days
CAUSE_WITHIN, CAUSE_FROM = 90, 3  # a cause is named when it came back so often within so many days
CHANGED_BY: Mapping[str, tuple[str, ...]] = {  # by part of “changed”: the acts that change what is known of a matter or its risk
    part: (*acts, *(f"mediation.{act}" for act in acts))
    for part, acts in {
        "hazard": ("hazard", "urgent"), "facts": ("new_facts",), "merged_in": ("merged",), "up": ("raise_up", "move_up", "pass_up"),
        "unsolved": ("not_solved", "not_solved_early", "not_kept", "breach"),
    }.items()
}  # fmt: skip


CASES, NOTHING = Words("件", "cases"), Words("")


class Kind(Enum):
    """What a figure is: a share of a whole, how a whole is made up, how long something took, or a stock with its flow."""

    SHARE = "share"
    MIX = "mix"
    SPREAD = "spread"
    STOCK = "stock"


class Role(Enum):
    """What the cases of a part are to a share."""

    YES = "yes"  # the numerator
    NO = "no"  # the rest of the denominator
    YOUNG = "young"  # it is too early to say: apart
    OUT = "out"  # left out, with the reason
    PLAIN = "plain"  # of what is no share


@dataclass(frozen=True, slots=True)
class Part:
    """Some of the cases of a figure, which can be listed."""

    id: str
    name: Words
    role: Role = Role.PLAIN


@dataclass(frozen=True, slots=True)
class Figure:
    """One number and what it means; `beside` names the figure without which it is never shown."""

    id: str
    name: Words
    kind: Kind
    means: Words
    leaves_out: Words = NOTHING
    parts: tuple[Part, ...] = ()
    listed: str = ""  # the pack's list that names its parts
    source: str = ""  # of the definition
    version: str = "1"
    beside: str = ""
    matures_after: int = 0  # calendar days
    overlaps: bool = False  # one case may be in several parts, so that they do not add up
    unit: Words = CASES

    def part(self, code: str) -> Part | None:
        """One of its own parts; None for one that the pack names, or that does not exist."""
        return next((part for part in self.parts if part.id == code), None)

    def coded(self, *roles: Role) -> list[str]:
        """The ids of its parts in some roles."""
        return [part.id for part in self.parts if part.role in roles]


MERGED = Part("merged", Words("并入了另一件", "Merged into another case"), Role.OUT)
_ALWAYS = Words(
    "密封的检举控告、限制知情的和苗头不在任何数字里。",
    "Sealed reports, restricted cases and early signs are in no figure.",
)
_NOT_MERGED = Words("并入另一件的不算，单列。", "Cases merged into another are listed apart.")


def _leaves_out(*more: Words) -> Words:
    words = (*more, _ALWAYS)
    return Words("".join(one.zh for one in words), " ".join(one.en for one in words))


def _share(id: str, zh: str, en: str, means: tuple[str, str], yes: tuple[str, str], no: tuple[str, str], *others: Part,
           source: str, beside: str = "", matures_after: int = 0, out: tuple[Words, ...] = (_NOT_MERGED,),
           unit: Words = CASES, version: str = "1") -> Figure:  # fmt: skip
    parts = (Part("yes", Words(*yes), Role.YES), Part("no", Words(*no), Role.NO), *others)
    return Figure(id, Words(zh, en), Kind.SHARE, Words(*means), _leaves_out(*out), parts, source=source, beside=beside,
                  matures_after=matures_after, unit=unit, version=version)  # fmt: skip


def _young(zh: str, en: str) -> Part:
    return Part("young", Words(zh, en), Role.YOUNG)


def _parts(*rows: tuple[str, str, str]) -> tuple[Part, ...]:
    return tuple(Part(code, Words(zh, en)) for code, zh, en in rows)


_FIGURES = (
    _share(
        "solved", "核实解决率", "Solved and verified",
        ("这段时间办结的办件里，逐项诉求最弱的结果是“已解决并核实”、之后没有重开的占多少。七种结果都在分母里；"
         "核实要由另一单位回访。",
         "Of the cases closed in the period, those whose weakest outcome is “solved and verified” and which were not taken up "
         "again. "
         "All seven outcomes are in the denominator; verified means that another unit went back."),
        ("已解决并核实", "Solved and verified"), ("其他结果，或者已经重开", "Another outcome, or taken up again"), MERGED,
        source="M-01", beside="old_closing",
    ),
    _share(
        "old_closing", "办结率（旧口径）", "Closing rate (old sense)",
        ("应办结的里头办结了多少，不管结果怎样、后来有没有重开。应办结：这段时间办结的，加上到期末还没办结而办理期限已过的。"
         "只和核实解决率放在一起看。",
         "Of the cases due, those closed, whatever came of them. Due: closed in the period, or still open at its end with the "
         "limit for handling over. Shown only beside the verified rate."),
        ("已办结（不问结果）", "Closed, whatever came of it"), ("期限已过，还没办结", "Limit over, still open"), MERGED,
        source="M-02", beside="solved",
    ),
    Figure(
        "results", Words("结果构成", "What came of it"), Kind.MIX,
        Words("这段时间办结的办件，各是什么结果（一件里取最弱的一项）。重开的、没有记结果的单列，不藏进别的里面。",
              "The outcome of each case closed in the period (the weakest of its demands); those taken up again or without an "
              "outcome are apart."),
        _leaves_out(_NOT_MERGED),
        (Part("reopened", Words("办结以后又重开", "Taken up again since")),
         Part("unrecorded", Words("没有记结果", "No outcome recorded")), MERGED),
        listed="results", source="M-03",
    ),
    _share(
        "durable", "九十日稳固率", "Still holds after ninety days",
        ("这段时间第一次办结的，办结满九十日没有重开、也没有人就同一件事再来。不满九十日的先不算，单列。",
         "Of the cases closed in the period, those neither taken up again nor raised again within ninety days; younger ones wait "
         "apart."),
        ("满九十日仍然作数", "It held for ninety days"),
        ("九十日内重开或者又来反映", "Taken up or raised again within ninety days"),
        _young("办结还不满九十日", "Closed less than ninety days ago"), MERGED,
        source="M-04", matures_after=DURABLE_AFTER,
    ),
    _share(
        "first_time", "初次事项一次解决率", "First-time matters settled at once",
        ("初次反映（不是重复件）、这段时间第一次办结的：结果是“已解决并核实”，办结后180日内没有重开、"
         "也没有在任何地方就同一件事再反映。"
         "成熟度180天，不满的单列。",
         "Of first-time cases closed in the period: solved and verified, and within 180 days neither taken up again nor raised "
         "again "
         "anywhere. The cohort matures in 180 days; younger ones wait apart."),
        ("一次解决并核实，没有再来", "Solved at once and not raised again"),
        ("没有核实解决，或者又来了", "Not verified as solved, or raised again"),
        _young("办结还不满180日", "Closed less than 180 days ago"), MERGED,
        source="M-05", beside="old_first_time", matures_after=FIRST_TIME_AFTER,
    ),
    _share(
        "old_first_time", "初次事项办结率（旧口径）", "First-time closing rate (old sense)",
        ("同一批初次事项：办结了，30日内没有到同一个窗口再登记一次。不问解决没有、核实没有，到别处反映也不算。"
         "只和一次解决率放在一起看。",
         "The same first-time cases: closed, and not registered again at the same window within 30 days. Whether it was solved or "
         "verified, "
         "or raised elsewhere, is not asked. Shown only beside the verified rate."),
        ("30日内没有到同一窗口再来", "Not back at the same window within 30 days"),
        ("30日内又到同一窗口", "Back at the same window within 30 days"),
        _young("办结还不满180日", "Closed less than 180 days ago"), MERGED,
        source="M-05", beside="first_time", matures_after=FIRST_TIME_AFTER,
    ),
    _share(
        "repeats", "重复反映率", "Raised again",
        ("这段时间办结的，同一件事又被登记、并入过一次以上的占多少。数的是事没有办好，不是人；不分是谁来的。",
         "Of the cases closed in the period, those whose matter was registered again or merged in. It counts what was left "
         "undone, not people."),
        ("同一件事又来反映", "The same matter came again"), ("没有再来", "It did not come again"), MERGED,
        source="M-06",
    ),
    _share(
        "reopened", "重开率", "Taken up again",
        ("这段时间办结的，后来重新办理的占多少。", "Of the cases closed in the period, those taken up again since."),
        ("后来重开", "Taken up again"), ("没有重开", "Not taken up again"), MERGED, source="M-12",
    ),
    Figure(
        "response", Words("第一次有人回应要多久", "Time to the first human response"), Kind.SPREAD,
        Words("这段时间登记的，从登记到工作人员第一次当面问、告知或者出具给本人的文书，隔多少小时；记了第一次回应时刻的，按那个时刻。"
              "自动短信、内部流转不算。",
              "For cases registered in the period: hours from registration to the first time that somebody asked, told or wrote "
              "to the person; where the first contact is on record with its time, that time. "
              "Automatic messages and internal steps do not count."),
        _leaves_out(), _parts(("answered", "已经有人回应", "Answered"), ("waiting", "还没有人回应", "Not answered yet")),
        source="M-07", version="2",
        unit=Words("小时", "hours"),
    ),
    Figure(
        "handling", Words("从收到到办结要多久", "Time from receipt to the end"), Kind.SPREAD,
        Words("这段时间办结的，从收到那天到（最后一次）办结那天，隔多少天。",
              "For cases closed in the period: days from receipt to the last closing."),
        _leaves_out(_NOT_MERGED), _parts(("closed", "办结的", "Closed")), source="KZ-45", unit=Words("天", "days"),
    ),
    Figure(
        "arrivals", Words("吹哨以后多久答应、多久到场", "From the call to the answer and the arrival"), Kind.SPREAD,
        Words("这段时间请来协办的单位：从通知到第一次答复，从通知到到场，各隔多少小时。",
              "Units called to a case in the period: hours from the call to the first answer, and to the arrival."),
        _leaves_out(), _parts(("answered", "答复（答应、说明或者到场）", "Answered"), ("arrived", "到场", "Arrived"), ("waiting",
                                                                                                        "还没有答复", "No answer yet")),
        source="YJ-04", overlaps=True, unit=Words("小时", "hours"),
    ),
    _share(
        "asked_again", "要过已经在案的材料", "Asked for what was on file",
        ("这段时间每发一次补材料的告知算一次：其中要了本案或者同一件事另一件里已经在案的材料、写明理由还是再要的占多少。"
         "按告知时知道的算；没有选种类的看不出来。数的是告知，不是人。",
         "Of the notices of missing papers given in the period, those that asked again, with a reason, for a kind of paper that was on "
         "file in the case or in another of the same matter. Papers named without a kind cannot be told. Notices are counted, not people."),
        ("要了已经在案的", "Asked for what was on file"), ("没有要在案的", "Nothing on file was asked for"),
        source="KZ-19", out=(), unit=Words("次", "notices"),
    ),
    _share(
        "invited", "请评率", "Asked to rate",
        ("这段时间办结的，有多少请本人评过。", "Of the cases closed in the period, those whose petitioner was asked to rate."),
        ("请评过", "Asked"), ("没有请评", "Not asked"), MERGED, source="M-08",
    ),
    _share(
        "participation", "评价参与率", "Answers to invitations",
        ("这段时间请评的，本人评了多少。没有评的不算满意；代录的不算。",
         "Of the invitations of the period, those that the petitioner answered. Silence is never counted as satisfied."),
        ("本人评了", "Answered by the petitioner"), ("到期没有评", "Not answered in time"), _young("还在可以评的时间里",
                                                                                          "Still within the time to answer"),
        source="M-08", out=(),
    ),
    _share(
        "agreement", "独立回访一致率", "Agreement of the independent visit",
        ("这段时间各月随机抽样、已经回访的：另一单位看到的（解决、没解决）和抽样那天记着的结果一致的占多少。抽样的种子公开。",
         "Of the random samples of the period that were visited: what another unit saw after the draw (solved or not) agrees with "
         "the outcome recorded on the day of the draw. Seeds are published."),
        ("看到的和记的一致", "What was seen agrees"), ("不一致", "It does not agree"), _young("还没有去看", "Not visited yet"),
        Part("unclear", Words("看不出来", "Could not be told"), Role.OUT), source="M-10", out=(), version="2",
    ),
    _share(
        "on_time", "按期率", "On time",
        ("最后一天落在这段时间里的各个时限：按原来的期限完成的占多少。延长以后才完成的、停过表的各自单列。"
         "停表以后不再有最后一天的不算。",
         "Of the limits whose last day lies in the period: those kept as first set. Kept only after an extension, or after a "
         "pause, is apart."),
        ("按原来的期限", "Kept as first set"), ("超期", "Late"),
        Part("extended", Words("延长以后按期", "Kept after an extension"), Role.NO), Part("paused", Words("停过表，按期",
                                                                                                    "Kept after a pause"), Role.NO),
        _young("还没有到期", "Not due yet"), source="M-11", out=(), unit=Words("个时限", "limits"),
    ),
    Figure(
        "stock", Words("存量账", "Stock and flow"), Kind.STOCK,
        Words("期初在办 + 新登记 − 办结 + 重开 = 期末在办。五个数各自从记录里数，对不上就说对不上。",
              "Open at the beginning + new − closed + taken up again = open at the end. Each of the five is counted by itself."),
        _leaves_out(),
        _parts(("opening", "期初在办", "Open at the beginning"), ("new", "新登记", "New"), ("closed", "办结", "Closed"),
               ("reopened", "重开", "Taken up again"), ("closing", "期末在办", "Open at the end")), source="M-12", overlaps=True,
    ),
    Figure(
        "changed", Words("情况有变的", "Matters that changed"), Kind.MIX,
        Words("这段时间里事实或者风险有变化的办件：报了隐患、紧急、有新情况、说还没解决、说答应的没做到、又并进来一件、上调一级。",
              "Cases whose facts or risks changed in the period: a hazard or emergency, new facts, said to be unsolved or not "
              "kept, merged in, moved up."),
        _leaves_out(),
        _parts(("hazard", "隐患、紧急", "Hazard or emergency"), ("facts", "有新情况", "New facts"), ("unsolved",
                                                                                            "说还没解决、没做到", "Said to be "
                                                                                                                  "unsolved or "
                                                                                                                  "not kept"),
               ("merged_in", "又并进来一件", "Another was merged in"), ("up", "上调一级", "Moved up")),
        source="CY-13", overlaps=True,
    ),
    _share(
        "promises", "承诺兑现率", "Promises kept",
        ("最后一天落在这段时间里的约定：按时兑现（有凭证）的占多少。",
         "Of the promises due in the period, those kept in time, with proof."),
        ("按时兑现", "Kept in time"), ("没有兑现，或者晚了", "Not kept, or late"), _young("还没有到期", "Not due yet"),
        source="M-13", out=(),
        unit=Words("项", "promises"),
    ),
    Figure(
        "objections", Words("异议与裁定", "Objections and rulings"), Kind.MIX,
        Words("这段时间提出的管辖异议，后来怎么定的。", "Objections to jurisdiction of the period, and how they were decided."),
        _leaves_out(),
        _parts(("agreed", "异议成立", "Upheld"), ("refused", "异议不成立", "Overruled"), ("designated", "由上级、联席会议指定",
                                                                                 "Designated from above"),
               ("open", "还没有定", "Not decided yet")), source="M-16", unit=Words("次", "objections"),
    ),
    _share(
        "reviews", "处理意见被变更率", "Opinions changed on review",
        ("这段时间办完的复查、复核：变更、撤销重办的占多少。", "Of the reviews ended in the period, those that changed the "
                                                               "opinion or set it aside."),
        ("变更、责令重办", "Changed or set aside"), ("维持", "Upheld"), Part("refused", Words("没有受理或者撤回",
                                                                                     "Not accepted, or withdrawn"), Role.OUT),
        source="M-17", out=(), unit=Words("次", "reviews"),
    ),
    Figure(
        "quality", Words("数据自查", "Self-check of the data"), Kind.MIX,
        Words("登记或者办结在这段时间的，看起来不像真实经过的记录。用来改记录，不用来罚人。",
              "Records of the period that do not look like what really happened: for mending them, not for punishing."),
        _leaves_out(),
        _parts(("fast", "登记十分钟内就办结", "Closed within ten minutes of registration"), ("short", "内容不到十个字",
                                                                                    "Text shorter than ten characters"),
               ("same", "和另一件的内容一字不差", "The same text as another case"), ("last_day", "月末最后一天办结",
                                                                          "Closed on the last day of a month")),
        source="M-18", overlaps=True,
    ),
    Figure(
        "channels", Words("从哪个渠道来", "By which channel"), Kind.MIX,
        Words("这段时间登记的办件，各从哪个渠道来；合起来等于总数。",
              "The cases registered in the period by channel; together they are all."), _leaves_out(),
        listed="channels", source="YJ-10",
    ),
    Figure(
        "categories", Words("是什么事", "What it is about"), Kind.MIX,
        Words("这段时间登记的办件，各属哪一类内容；没有填的单列。",
              "The cases registered in the period by subject; those without one are apart."), _leaves_out(),
        _parts(("unset", "没有填", "Left out")), listed="categories", source="PB-08",
    ),
    Figure(
        "levels", Words("在哪一级化解", "Where it was settled"), Kind.MIX,
        Words("这段时间办结、有了结果的，在村、镇、县哪一级化解，或者导入了其他法定途径；合起来等于全部化解的。往上走不扣谁的分。",
              "Cases closed in the period with a result, by the level that settled them or by another statutory channel; together "
              "they are all settled. "
              "Going up costs nobody anything."),
        _leaves_out(_NOT_MERGED),
        (*_parts(("village", "村（社区）", "Village"), ("town", "乡镇（街道）", "Town"), ("county", "县", "County"), ("above",
                                                                                                          "县以上", "Above the "
                                                                                                                    "county"),
                 ("other_path", "其他法定途径", "Another statutory channel")),
         Part("unsettled", Words("不予支持、撤回、终止、重开或者没有结果",
                                 "Not supported, withdrawn, ended, taken up again or without a result"), Role.OUT), MERGED),
        source="PB-56",
    ),
    Figure(
        "methods", Words("怎么调的", "How it was mediated"), Kind.MIX,
        Words("这段时间的每一次调解，记的是哪种办法。可以不填，没填的也报。",
              "The method noted for each mediation session of the period; it is optional, and what is left out is told."),
        _leaves_out(), _parts(("unset", "没有填", "Left out")), listed="methods", source="PB-52", unit=Words("次", "sessions"),
    ),
    Figure(
        "means", Words("用了什么手段", "By what means"), Kind.MIX,
        Words("这段时间定下的化解方案，用了哪些手段（可以几种）。可以不填，没填的也报。",
              "The means in the plans of the period, several allowed; what is left out is told."),
        _leaves_out(), _parts(("unset", "没有填", "Left out")), listed="means", source="ND-42", overlaps=True, unit=Words("个方案",
                                                                                                                       "plans"),
    ),
    _share(
        "diverted", "起诉前化解", "Settled before a lawsuit",
        ("这段时间达成调解协议的：后来没有走诉讼等法定程序的占多少。说过后来去起诉、仲裁的，件数里不算，写明几件；"
         "没有人说过的，这里不知道。随时可以起诉，去起诉不是谁的过错。",
         "Of the mediation agreements of the period, those not followed by a lawsuit or another statutory channel. Matters of which "
         "somebody told that they went to court or arbitration since are not counted, and it says how many; of others nothing is "
         "known here. One may sue at any time, and it is nobody's fault."),
        ("谈成了，没有听说后来走诉讼", "Agreed, and no lawsuit known since"),
        ("导入了其他法定途径", "Led to another statutory channel since"),
        Part("sued", Words("后来去起诉、仲裁的（不算化解，分母里有）",
                           "Went to court or arbitration since (not settled; in the denominator)"), Role.NO),
        source="PB-53", out=(), version="2",
    ),
    Figure(
        "causes", Words("反复出现的原因", "Causes that come back"), Kind.MIX,
        Words("到这段时间的最后一天为止的90日里，同一个地方、同一类事登记了三件以上的。列的是原因，不是人。",
              "In the 90 days up to the last day of the period: the same subject in the same place three times or more. Causes "
              "are listed, not people."),
        _leaves_out(Words("没有填内容类别或者地点的看不出来。", "Cases without subject or place cannot be told.")), source="PB-08",
    ),
    *(
        Figure(
            id, Words(f"评价：{zh}", f"What people say: {en}"), Kind.MIX,
            Words(f"这段时间本人评的，对{zh}怎么说。只数到上个月底，不足十份的月份不显示，不算平均分，不对到人。",
                  f"What petitioners themselves said of the {en} in the period. Only months that are over, from ten answers up; no "
                   "average, nobody named."),
            _leaves_out(Words("代录的不算。", "What was entered for somebody is not counted.")), listed="opinions_given",
            source="M-09",
            unit=Words("份", "answers"),
        )
        for id, zh, en in (("satisfaction", "结果", "result"), ("attitude", "态度", "manner"), ("speed", "速度", "speed"))
    ),
)  # fmt: skip

ANSWERS = frozenset({"satisfaction", "attitude", "speed"})
"""What petitioners said: counts alone and hidden when few."""

UNLISTED = ANSWERS | {"participation"}
"""Figures whose cases are listed to nobody: who said what, and who has not answered (product 5.11)."""

FIGURES: Mapping[str, Figure] = {figure.id: figure for figure in _FIGURES}

TOPICS: tuple[tuple[Words, tuple[str, ...]], ...] = (
    (Words("解决了没有", "Was it solved?"), ("solved", "old_closing", "first_time", "old_first_time", "durable", "repeats",
                                        "reopened")),
    (Words("等多久、办多久、怎么评", "Waiting, handling, rating"), ("response", "handling", "asked_again", "satisfaction", "attitude",
                                                         "speed", "participation", "invited", "agreement")),
    (Words("按不按期、说话算不算数", "In time, and as promised"), ("on_time", "promises", "arrivals", "objections", "reviews")),
    (Words("从哪里来、在哪里化解", "Where from, and where settled"), ("results", "levels", "channels", "categories", "causes")),
    (Words("怎么办的", "By which methods"), ("methods", "means", "diverted")),
    (Words("数字可信不可信", "Are the numbers sound?"), ("quality",)),
)
"""The figures of the page in its order; stock and the four quantities stand before them."""
