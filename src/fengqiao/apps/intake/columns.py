"""What the columns of a file mean: guessed from their headings, or said by whoever imports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fengqiao.domain.errors import Incomplete
from fengqiao.domain.words import Words
from fengqiao.kernel.headings import admissible, guess

FIELDS: Mapping[str, Words] = {
    "title": Words("标题", "Title"),
    "content": Words("内容", "Content"),
    "wish": Words("希望的结果", "Result wished for"),
    "time": Words("收到时间", "Time of receipt"),
    "name": Words("姓名", "Name"),
    "phone": Words("电话", "Telephone"),
    "id_number": Words("身份证号", "Identity number"),
    "address": Words("住址", "Address"),
    "place": Words("发生地点", "Place"),
    "category": Words("内容分类", "Subject"),
    "dispute_kind": Words("争的是哪一类", "Kind of dispute"),
    "thing_kind": Words("是什么东西", "Kind of thing"),
    "thing": Words("争的是哪一样", "Which one"),
    "thing_place": Words("它在哪里", "Where it is"),
    "cause": Words("因什么事起", "What set it off"),
    "arose": Words("什么时候起的", "Since when"),
    "classification": Words("事项类别", "Kind"),
    "channel": Words("反映渠道", "Channel"),
    "key": Words("来源编号（防止重复导入）", "Key in the source (against importing twice)"),
    "closed": Words("办结时间（只用来核对日期）", "Time closed (only to check the dates)"),
}
"""Parts of a letter that a column can give, in the order a page offers them."""

ALIASES: Mapping[str, str] = {
    "title": "标题 主题 信件标题 留言主题 事项名称 概况 摘要 title subject summary",
    "content": "内容 正文 详情 留言详情 信件内容 反映内容 主要内容 诉求内容 问题描述 content detail details body text "
    "description message",
    "wish": "诉求 希望 期望结果 希望的结果 wish request demand",
    "time": "收到时间 收到日期 来信时间 来信日期 留言时间 登记时间 登记日期 时间 日期 提交时间 time received received_on "
    "received_at date created created_at submitted_at timestamp",
    "name": "姓名 信访人 信访人姓名 来信人 来访人 留言用户 反映人 联系人 用户 name user username author petitioner",
    "phone": "电话 联系电话 手机 手机号 手机号码 联系方式 电话号码 phone tel telephone mobile",
    "id_number": "身份证 身份证号 身份证号码 证件号码 公民身份号码 id_number idnumber id_card",
    "address": "住址 地址 家庭住址 联系地址 address",
    "place": "地点 发生地 发生地点 问题属地 所在地 事发地 属地 place location region",
    "category": "类别 内容分类 一级标签 一级分类 分类 标签 category label topic",
    "dispute_kind": "争的是哪一类 争议类别 争议类型 纠纷类别 纠纷类型 纠纷种类 dispute_kind dispute_type kind_of_dispute",
    "thing_kind": "是什么东西 标的物类别 标的物类型 thing_kind kind_of_thing",
    "thing": "争的是哪一样 争的是什么 争议标的 标的物 争议物 thing which_one object disputed",
    "thing_place": "它在哪里 标的物地点 标的物位置 争议物位置 坐落 thing_place where_it_is",
    "cause": "因什么事起 起因 诱因 引发原因 纠纷起因 cause set_off_by what_set_it_off",
    "arose": "什么时候起的 起因时间 发生时间 纠纷发生时间 起始时间 arose since since_when began",
    "classification": "事项类别 信访目的 目的 性质 kind classification",
    "channel": "渠道 反映渠道 信访形式 来源渠道 来源 channel source",
    "key": "来源编号 编号 信件编号 留言编号 原系统编号 流水号 key id msg_id message_id number no",
    "closed": "办结时间 办结日期 答复时间 回复时间 closed closed_at closed_on reply_time",
}

SUBJECTS: Mapping[str, str] = {
    "housing": "城乡建设 住房 物业 城市管理 城管 住建",
    "labour": "劳动和社会保障 劳动 社保 人社 人力资源 欠薪",
    "land": "国土资源 自然资源 土地 征地 山林 林业",
    "farming": "农村农业 农业 农业农村 水利 三农",
    "environment": "环境保护 环保 生态环境 生态",
    "education": "教育文体 教育 文化 体育 科教文体",
    "health": "卫生计生 卫生 医疗 计生 卫健 卫生健康",
    "transport": "交通运输 交通",
    "trade": "商贸旅游 市场监管 商务 旅游 消费",
    "civil": "民政 救助 优抚",
    "public_safety": "政法 公安 司法",
    "party": "党务政务 纪检监察 组织人事 作风",
    "neighbours": "邻里 家庭 婚姻 家事",
    "other": "其他 其它 经济管理 科技与信息产业 综合",
}
"""Usual labels of other systems for the categories of the pack."""


def read_flags(flags: Sequence[str]) -> dict[str, str]:
    """`title=标题` flags as field -> heading; raises Incomplete for an unknown field."""
    said: dict[str, str] = {}
    for flag in flags:
        field, mark, column = flag.partition("=")
        if not mark or field.strip() not in FIELDS:
            words = Words(
                f"「{flag}」看不懂：写成 字段=列名，字段有 {'、'.join(FIELDS)}。",
                f"“{flag}” is not understood: write field=heading; the fields are {', '.join(FIELDS)}.",
            )
            raise Incomplete(words, {"map": words})
        said[field.strip()] = column.strip()
    return said


def settle(columns: Sequence[str], said: Mapping[str, str], *, guessing: bool = True) -> dict[str, int]:
    """Field -> position of its column: what was said, else what the headings tell; an empty heading leaves a field out.

    Raises Incomplete for a heading that is not in the file, one that labels people, and without title and content.
    """
    admissible(columns)
    chosen = {**(guess(columns, ALIASES) if guessing else {}), **said}
    missing = [column for column in chosen.values() if column and column not in columns]
    if missing:
        words = Words(
            f"文件里没有「{'」「'.join(missing)}」这一列；有的是：{'、'.join(columns)}。",
            f"The file has no column “{'”, “'.join(missing)}”; it has: {', '.join(columns)}.",
        )
        raise Incomplete(words, {"map": words})
    if not (chosen.get("title") or chosen.get("content")):
        words = Words(
            f"没有认出哪一列是标题或内容，请指明；文件里有：{'、'.join(columns)}。",
            f"No column was recognised as title or content; say which. The file has: {', '.join(columns)}.",
        )
        raise Incomplete(words, {"map": words})
    taken = {column for column in said.values() if column}
    return {
        field: columns.index(column)
        for field, column in chosen.items()
        if column and (field in said or column not in taken)
    }

