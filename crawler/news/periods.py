"""How long a spent meter stays spent: what its wording says, and when that is over."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

DAY = 86_400

# Beginnings of words for a month and a week, in the languages of the catalogue. Other wordings mean a day.
_MONTH = (
    r"month|monat|mensual|mensuel|mensal|mensais|mensil|mes|mês|mois|mese|maand|månad|måned|kuukau|kuun|miesiąc|miesięcz"
    r"|měsíc|měsíčn|mesiac|mesačn|месяц|ежемесячн|місяц|щомісяч|lună|luna|lunar|hónap|havi|ay|aylık|ayki|μήνα|μηνιαί"
    r"|bulan|tháng|شهر|الشهر|महीन|माह|मासिक"
)
_WEEK = (
    r"week|weekly|woche|wöchentlich|semaine|hebdomadaire|semana|setmana|settiman|wekelijks|veck|uke|uken|ukens|uka|uge|ugen|ugens|viiko|viikko"
    r"|tygod|týden|týdn|týžd|недел|еженедельн|тижд|тижн|săptămân|hét|heti|hafta|εβδομάδ|εβδομαδ|minggu|tuần"
    r"|أسبوع|الأسبوع|सप्ताह|हफ़्त|हफ्त"
)
# Whole words where the beginning of another one would do harm ("message", "ayrıca").
_WHOLE = {"mes", "ay", "luna", "uke", "uka", "uge", "hét", "heti", "havi", "mese", "kuun"}
# Scripts without spaces between words.
_MONTH_CJK = r"今月|毎月|月に|月間|[かヶカヵケ]月|本月|每月|当月|這個月|这个月|이번 ?달|이달|매월|매달|월간|한 ?달"
_WEEK_CJK = r"今週|毎週|週に|週間|本周|本週|每周|每週|这周|這週|이번 ?주|매주|주간|일주일"
_DAYS = re.compile(
    r"(\d{1,3})[\s-]*(?:day|tage?n?\b|jours?\b|d[ií]as?\b|giorn|dag|päiv|dni|dní|dn[eůi]|дн|ден|gün|nap|ngày|hari"
    r"|日間|日ごと|天|일)",
    re.IGNORECASE,
)
# What a subscription costs a month says nothing of the meter.
_PRICE = re.compile(r"(?:[$€£¥₹]\s?\d[\d.,]*|\d[\d.,]*\s?(?:[$€£¥₹円元]|kr\b|zł|EUR|USD|GBP))\s*\S{0,10}\s*\S*")


def _words(beginnings: str, cjk: str) -> re.Pattern[str]:
    stems = "|".join(f"{stem}\\b" if stem in _WHOLE else f"{stem}" for stem in beginnings.split("|"))
    # Compounds ("Monatslimit") begin with the stem; "Artikellimit" with something else.
    return re.compile(rf"\b(?:{stems})|{cjk}", re.IGNORECASE)


_WORDS = {"month": _words(_MONTH, _MONTH_CJK), "week": _words(_WEEK, _WEEK_CJK)}


@dataclass(frozen=True, slots=True)
class Period:
    """What a meter counts by."""

    unit: str
    """`day`, `week` or `month`: of the calendar; `days`: counted from a reader's first article."""
    days: int
    """Its length, at most."""
    stated: bool = True
    """Whether the wording says so; where it does not, it is taken for a day."""

    def __str__(self) -> str:
        return f"{self.days} days" if self.unit == "days" else self.unit


DAILY = Period("day", 1)
WEEKLY = Period("week", 7)
MONTHLY = Period("month", 31)
UNSTATED = Period("day", 1, stated=False)
_LONGEST = 366


def period_of(lines: Iterable[str]) -> Period:
    """The period that the lines of a meter name, the first that names one; a day where none does."""
    for line in lines:
        text = _PRICE.sub(" ", line)
        if (found := _DAYS.search(text)) is not None and 1 <= int(found[1]) <= _LONGEST:
            return DAILY if int(found[1]) == 1 else Period("days", int(found[1]))
        if _WORDS["month"].search(text):
            return MONTHLY
        if _WORDS["week"].search(text):
            return WEEKLY
    return UNSTATED


def reset_of(period: Period, began: int, now: int) -> int:
    """When a meter that was found spent at `began`, and is spent now, is worth asking again.

    First at the turn of the calendar day, week or month (UTC). Where it is still spent then, it counts from the
    reader's first article or by another clock, and the whole length from `began` is waited for; after that, a day at a
    time. The result lies ahead of `now`; moments are seconds since 1970.
    """
    candidates = (_turn(period, began), began + period.days * DAY)
    return next((moment for moment in candidates if moment > now), _turn(DAILY, now))


def _turn(period: Period, moment: int) -> int:
    """The first turn of the calendar after a moment."""
    if period.unit == "days":
        return moment + period.days * DAY
    midnight = datetime.fromtimestamp(moment, UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    if period.unit == "month":
        turn = (midnight.replace(day=28) + timedelta(days=4)).replace(day=1)
    elif period.unit == "week":
        turn = midnight + timedelta(days=7 - midnight.weekday())
    else:
        turn = midnight + timedelta(days=1)
    return int(turn.timestamp())
