"""Articles of the law as an English page names them: titles from a list, numbers out of the Chinese ones."""

from __future__ import annotations

import re

OWN_RULE = "设计规则"
_TITLES = {
    "信访工作条例": "Regulation on Petition Work",
    "信访事项简易办理办法（试行）": "Measures on Simple Handling (trial)",
    "信访事项简易办理办法": "Measures on Simple Handling",
    "国家信访局满意度评价工作办法": "Measures on Rating Satisfaction",
    "全国年节及纪念日放假办法": "Measures on Public Holidays",
    "江苏省信访听证办法": "Jiangsu Measures on Hearings",
    "地方听证规定": "local rules on hearings",
    "地方信访条例": "local regulations on petitions",
    "劳动争议调解仲裁法": "Labour Disputes Law",
    "医疗纠纷预防和处理条例": "Regulation on Medical Disputes",
    "老年人权益保障法": "Law on the Elderly",
    "道路交通安全法": "Road Traffic Safety Law",
    "民事诉讼法": "Civil Procedure Law",
    "人民调解工作若干规定": "Rules on People's Mediation",
    "人民调解法": "People's Mediation Law",
    "关于人民法院特邀调解的规定": "Rules on Invited Mediation",
    "特邀调解规定": "Rules on Invited Mediation",
    "未成年人保护法": "Law on the Protection of Minors",
    "反家庭暴力法": "Law against Domestic Violence",
    "个人信息保护法": "Personal Information Protection Law",
    "行政诉讼法": "Administrative Procedure Law",
    "保障农民工工资支付条例": "Regulation on Wages of Rural Workers",
    "农村土地承包经营纠纷调解仲裁法": "Law on Disputes over Rural Land",
    "农村土地承包法": "Rural Land Contracting Law",
    "消费者权益保护法": "Consumer Protection Law",
    "建设工程质量管理条例": "Regulation on the Quality of Works",
    "森林法": "Forest Law",
    "预算法": "Budget Law",
    "民法典": "Civil Code",
    "档案法": "Archives Law",
    OWN_RULE: "Rule of this platform",
}
_NOTES = {
    "复查撤销、责令重新办理": "quashed on review, to be handled anew",
    "复核撤销、责令重新办理": "quashed on final review, to be handled anew", "法律未规定时限": "the law sets no limit",
    "地方规定，作默认值": "local rule, as a default",
    "十个工作日内办结": "closed within ten working days", "转为普通程序": "changed to the ordinary procedure",
    "在主时限之内": "within the main limit", "期限为参数": "the period is configured",
    "周期为参数": "the period is configured", "未规定时限": "no limit is set", "首办责任": "the first to handle answers",
    "作默认值": "as a default", "缺省配置": "as a default", "敷衍、拖延": "perfunctory, delayed", "推诿": "passed on",
    "司法部令第75号": "Ministry of Justice Order 75", "工作法包的分级": "the ladder of the pack", "最高人民法院": "Supreme Court ",
    "自愿": "voluntary", "查询": "looking up", "及时": "promptly", "参照": "by analogy", "2016年": "2016",
    "乃东“五步诊疗”": "Naidong, five steps of treatment", "当日转送": "referred the same day", "当日受理": "accepted the same day",
    "六定": "six things fixed", "转诊法": "referral", "面对面倾听": "listening face to face", "入户走访": "home visits",
    "查阅资料": "reading the files", "潮阳“三到位一处理”": "Chaoyang, three in place, one dealt with",
}  # fmt: skip
_MARKS = {"、": ", ", "，": ", ", "；": "; ", "（": " (", "）": ")", "《": "", "》": " ", "·": " · "}
_WORDS = {name: f"{english} " for name, english in _TITLES.items()} | _NOTES | _MARKS
_WORD = re.compile("|".join(map(re.escape, _WORDS)))
_PARTS = {"条": "Art {}", "款": "({})", "项": " item {}"}
_PART = re.compile(r"第([一二三四五六七八九十百千零]+)([条款项])")
_TENS = {"十": 10, "百": 100, "千": 1000}
_RANGE = re.compile(r"(\d\)?)至 ?(?:Art |item )?")
_CODE = re.compile(r" ?\b[A-Z]{1,3}-\d+\b(?: · )?")
_HAN = re.compile(r"[\u3400-\u9fff]")


def without_codes(source: str) -> str:
    """A source as a page shows it: the codes of the platform's own rules (DAY-4, G-14) are for its books, 设计规则 for its readers."""
    return _CODE.sub("", source).strip() or (source and OWN_RULE)


def in_english(source: str) -> str:
    """A source in English, `Civil Code Art 201`; as it is when any of its words is not known here."""
    said = _PART.sub(lambda part: _PARTS[part[2]].format(number(part[1])), _WORD.sub(lambda word: _WORDS[word[0]], source))
    said = re.sub(r" +([),;]|$)", r"\1", re.sub(" {2,}", " ", _RANGE.sub(r"\1–", said))).replace("( ", "(").strip()
    return source if _HAN.search(said) else said


def number(numeral: str) -> int:
    """The value of a Chinese numeral below ten thousand, 二百零一 is 201."""
    total, digit = 0, 0
    for sign in numeral:
        if sign in _TENS:
            total, digit = total + (digit or 1) * _TENS[sign], 0
        else:
            digit = "零一二三四五六七八九".index(sign)
    return total + digit
