"""The sentences of the clock: each step of its reasoning, and each refusal."""

from __future__ import annotations

from fengqiao.domain.words import Words

STEPS = {
    "same_day": Words("当日办理（{day}）。", "Due on the same day, {day}."),
    "first_day": Words(
        "起算事件发生在{on}，当日不计入，{day}为第1日。",
        "The start event is of {on}; that day is not counted, day 1 is {day}.",
    ),
    "length": Words("时限{length}（{how}），数到{day}。", "The limit is {length} ({how}), running to {day}."),
    "lead": Words("至少{length}（{how}），数到{day}。", "At least {length} ({how}), running to {day}."),
    "paused": Words(
        "{day}因{why}暂停，当日计入：已用{used}，剩余{left}。",
        "Halted on {day} by {why}; that day counts: {used} used, {left} left.",
    ),
    "resumed": Words(
        "{on}恢复，当日不计入，剩余{left}数到{day}。",
        "Resumed on {on}, a day not counted; the {left} left run to {day}.",
    ),
    "extended": Words(
        "{on}批准延长{length}，最后一日由{before}移到{day}。",
        "Extended by {length} on {on}: the last day moves from {before} to {day}.",
    ),
    "extended_while_paused": Words(
        "{day}批准延长{length}，恢复后计入。",
        "Extended by {length} on {day}; it counts once the clock is resumed.",
    ),
    "rolled": Words(
        "{raw}是休息日（{why}），顺延到其后第一个工作日{day}。",
        "{raw} is a rest day ({why}); the first working day after it is {day}.",
    ),
    "make_up": Words(
        "{day}是{why}调休上班日，属于工作日，不顺延。",
        "{day} is a make-up workday ({why}), so it stays.",
    ),
    "stays": Words("{day}是工作日，不顺延。", "{day} is a working day, so it stays."),
    "internal": Words(
        "单位内部最迟{day}办完（最后一日当天或之前的最后一个工作日）。",
        "Inside the unit it is due by {day}, the last working day on or before the last day.",
    ),
    "internal_is_legal": Words(
        "其间没有工作日，单位内部最迟日同为{day}。",
        "There is no working day in between, so inside the unit it is due by {day} as well.",
    ),
    "bound": Words(
        "{year}年的放假安排还没有装入，只能确定最后一日不早于{day}，装入后再定。",
        "The working days of {year} are not loaded; the last day is {day} at the earliest, the rest is open.",
    ),
    "stopped": Words("{day}停止，不再计算。", "Stopped on {day}; nothing is counted any more."),
    "cancelled": Words("{day}取消，不再计算。", "Cancelled on {day}; nothing is counted any more."),
}

REFUSALS = {
    "out_of_order": Words(
        "{on}的{what}与“{name}”此前的记录不符（{state}）。",
        "The {what} of {on} does not fit what went before on “{name}” ({state}).",
    ),
    "too_late": Words(
        "{on}的{what}晚了：“{name}”在此之前已经到期。",
        "The {what} of {on} comes too late: “{name}” was due before.",
    ),
    "no_pause": Words("“{name}”的时限不因{why}暂停。", "The clock “{name}” does not halt for {why}."),
    "no_extension": Words("“{name}”的时限不能延长。", "The clock “{name}” cannot be extended."),
    "extension_too_long": Words(
        "“{name}”累计最多延长{most}，已延长{done}，不能再延长{more}。",
        "“{name}” may be extended by {most} in all; {done} is given already, {more} more is too much.",
    ),
    "no_length": Words("“{name}”的{what}须写明天数。", "The {what} of “{name}” must say how many days."),
}

HOW = {
    "cd": Words("含休息日", "rest days included"),
    "wd": Words("只数工作日", "only working days count"),
    "mo": Words("到对应日，没有对应日的到月末", "to the corresponding day, else the end of the month"),
}

KINDS = {
    "started": Words("起算", "start"),
    "paused": Words("暂停", "pause"),
    "resumed": Words("恢复", "resumption"),
    "extended": Words("延长", "extension"),
    "stopped": Words("停止", "stop"),
    "cancelled": Words("取消", "cancellation"),
}

STATES = {
    "idle": Words("还未起算", "not started"),
    "running": Words("正在计时", "running"),
    "paused": Words("已暂停", "halted"),
    "stopped": Words("已停止", "stopped"),
    "cancelled": Words("已取消", "cancelled"),
}

REASONS = {
    "": Words("未写明的事由", "a reason not named"),
    "hearing": Words("听证", "a hearing"),
    "appraisal": Words("鉴定", "an appraisal"),
    "agreed": Words("各方同意", "common consent"),
    "suspended": Words("中止", "a suspension"),
    "dispatched": Words("已转送交办", "referred to another unit"),
}

OR_LATER = Words("{day}或之后", "{day} or later")
