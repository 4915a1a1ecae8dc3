from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.news.periods import DAILY, DAY, MONTHLY, UNSTATED, WEEKLY, Period, period_of, reset_of

moments = st.integers(0, 4_000_000_000)


@pytest.mark.parametrize(
    ("line", "period"),
    [
        ("You have reached your limit of 5 free articles this month.", MONTHLY),
        ("Monthly article limit reached", MONTHLY),
        ("You’ve read all of your free articles this week.", WEEKLY),
        ("You have read your 3 free articles for today.", UNSTATED),
        ("You have used your 10 free articles in the last 30 days.", Period("days", 30)),
        ("You have reached your limit. Subscribe for $5 a month.", UNSTATED),
        ("Message: you have reached your limit of free articles.", UNSTATED),
        ("Sie haben in diesem Monat alle kostenlosen Artikel gelesen.", MONTHLY),
        ("Ihr Monatslimit ist erreicht.", MONTHLY),
        ("Sie haben diese Woche alle freien Artikel gelesen. Jetzt für 9,99 € im Monat weiterlesen.", WEEKLY),
        ("Vous avez atteint la limite d'articles gratuits ce mois-ci.", MONTHLY),
        ("Vous avez lu vos 3 articles gratuits de la semaine.", WEEKLY),
        ("Llegaste al límite de notas del mes.", MONTHLY),
        ("Hai letto tutti gli articoli gratuiti del mese.", MONTHLY),
        ("Você já leu todas as suas matérias gratuitas deste mês.", MONTHLY),
        ("U heeft deze maand al uw 5 gratis artikelen gelezen.", MONTHLY),
        ("Du har läst alla dina gratis artiklar den här månaden.", MONTHLY),
        ("Du har lest alle gratisartiklene denne uken.", WEEKLY),
        ("Bu ay ücretsiz okuma hakkınız doldu.", MONTHLY),
        ("Ayrıca ücretsiz okuma hakkınız doldu.", UNSTATED),
        ("Вы прочитали все бесплатные статьи в этом месяце.", MONTHLY),
        ("今月の無料記事の閲覧本数が上限に達しました。", MONTHLY),
        ("今週の無料記事をすべてお読みになりました。", WEEKLY),
        ("本日の無料記事をすべてお読みになりました。", UNSTATED),
        ("您本月的免費文章已達上限", MONTHLY),
        ("이번 달 무료 기사를 모두 읽으셨습니다.", MONTHLY),
        ("Zostało 0 artykułów w tym miesiącu. Wykorzystano limit.", MONTHLY),
    ],
)
def test_the_wording_says_what_is_counted_by(line: str, period: Period):
    assert period_of([line]) == period


def test_the_first_line_that_names_a_period_counts():
    assert period_of(["Limit reached.", "3 free articles a week", "per month"]) == WEEKLY
    assert period_of([]) == UNSTATED


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


@pytest.mark.parametrize(
    ("period", "began", "now", "reset"),
    [
        (DAILY, "2026-11-19T06:10", "2026-11-19T06:10", "2026-11-20"),
        # Still spent in the morning: its day turns elsewhere.
        (DAILY, "2026-11-19T06:10", "2026-11-20T06:00", "2026-11-20T06:10"),
        (DAILY, "2026-11-19T06:10", "2026-11-20T06:20", "2026-11-21"),
        # A Thursday.
        (WEEKLY, "2026-11-19T06:10", "2026-11-19T06:10", "2026-11-23"),
        (WEEKLY, "2026-11-23T00:00", "2026-11-23T00:00", "2026-11-30"),
        (MONTHLY, "2026-12-31T23:59", "2026-12-31T23:59", "2027-01-01"),
        (MONTHLY, "2026-11-20T06:10", "2026-12-01T06:00", "2026-12-21T06:10"),
        (Period("days", 30), "2026-11-20T06:10", "2026-11-20T06:10", "2026-12-20T06:10"),
    ],
)
def test_when_a_meter_is_worth_asking_again(period: Period, began: str, now: str, reset: str):
    assert reset_of(period, at(began), at(now)) == at(reset)


@given(
    st.sampled_from([DAILY, WEEKLY, MONTHLY, UNSTATED]) | st.integers(2, 366).map(lambda n: Period("days", n)),
    moments,
    st.integers(0, 400 * DAY),
)
def test_a_site_is_left_alone_for_a_while_and_never_longer_than_the_period(period: Period, began: int, later: int):
    now = began + later
    assert now < reset_of(period, began, now) <= now + period.days * DAY
