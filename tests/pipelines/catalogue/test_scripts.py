"""The catalogue across writing systems: how phrases meet capitals, marks and scripts without spaces."""

from __future__ import annotations

import pytest
import re2

from pipelines.catalogue.matcher import Matcher
from pipelines.catalogue.phrases import fold, to_pattern
from pipelines.catalogue.rules import load

WHOLE = Matcher(load())

FITS = [
    # Turkish has a dotted and an undotted i, and capitals of both.
    ("ilgili haberler", "İLGİLİ HABERLER"),
    ("haberin tamamını okuyun", "HABERİN TAMAMINI OKUYUN"),
    # Greek capitals drop their accents, and a final sigma is a letter of its own.
    ("διαβάστε επίσης", "ΔΙΑΒΑΣΤΕ ΕΠΙΣΗΣ"),
    # Arabic is typed with and without hamza, dots and vowel marks.
    ("اقرأ أيض*", "إقرأ أيضًا"),
    ("سج*ل الدخول", "سجّل الدخول"),
    ("الأكثر قراءة", "الاكثر قراءه"),
    # Devanagari letters with a dot below are one character or two.
    ("आगे पढ़ें", "आगे प\u095dें"),
    ("आगे पढ़ें", "आगे प\u0922\u093cें"),
    # Full-width forms of East Asian type.
    ("残り{n}文字", "残り６３１文字"),
    ("写真:", "写真："),
    ("続きはapp", "続きはＡＰＰ"),
    # Digits of other scripts.
    ("قرأت {n} مقالات", "قرأت ٣ مقالات"),
    # A Latin word ends where Japanese begins.
    ("javascript", "当サイトはJavaScriptを使います"),
    # Russian ё is mostly typed as е.
    ("учётная запись", "Учетная запись"),
]


@pytest.mark.parametrize(("phrase", "text"), FITS)
def test_one_word_in_all_its_spellings(phrase: str, text: str):
    assert re2.search(to_pattern(phrase), fold(text))


MISSES = [
    # What follows a gap begins a word.
    ("neem {x?}(een|u) abonnement", "neem heteen abonnement"),
    ("download {x?}app", "download snapp"),
    # What stands before one ends a word.
    ("you {x?}adblocker", "yours is an adblocker"),
    # A vowel sign belongs to the word.
    ("पढ", "पढी"),
]


@pytest.mark.parametrize(("phrase", "text"), MISSES)
def test_words_are_not_found_inside_words(phrase: str, text: str):
    assert not re2.search(to_pattern(phrase), fold(text))


CUTS = [
    ("Je hebt nog 62% van dit artikel te gaan.", "counted"),
    ("Word abonnee en lees direct verder", "wall"),
    ("Den här artikeln är endast för prenumeranter.", "wall"),
    ("Log ind for at læse videre", "wall"),
    ("For å lese videre må du ha abonnement.", "wall"),
    ("Kirjaudu sisään jatkaaksesi lukemista", "wall"),
    ("Pozostało jeszcze 80 proc. artykułu do przeczytania.", "counted"),
    ("Odemkněte si celý článek", "wall"),
    ("Чтобы дочитать, оформите подписку.", "wall"),
    ("Ця стаття доступна лише для передплатників.", "wall"),
    ("Devamını okumak için abone olun.", "wall"),
    ("Για να συνεχίσετε την ανάγνωση, γίνετε συνδρομητής.", "wall"),
    ("この記事は会員限定です。", "wall"),
    ("残り1,234文字", "counted"),
    ("市は計画を見直し… 残り803文字", "counted"),
    ("订阅后继续阅读全文", "wall"),
    ("登入以繼續閱讀", "wall"),
    ("전체 기사를 읽으시려면 구독이 필요합니다.", "wall"),
    ("اشترك لمتابعة القراءة", "wall"),
    ("पूरी खबर पढ़ने के लिए सब्सक्राइब करें", "wall"),
    ("A folytatáshoz előfizetés szükséges.", "wall"),
    ("Restul articolului este rezervat abonaților.", "wall"),
]


@pytest.mark.parametrize(("line", "cut"), CUTS)
def test_walls_of_many_languages(line: str, cut: str):
    (mark,) = WHOLE.marks(line)
    assert (mark.kind, mark.cut) == ("wall", cut)


PROSE = [
    "De uitgever zei dat lezers voortaan een abonnement nodig hebben om verder te lezen.",
    "„Dit artikel is alleen voor abonnees”, stond er op het scherm van de bibliotheek.",
    "Tidningen uppgav att bara prenumeranter skulle kunna läsa hela artikeln.",
    "«Denne saken er kun for abonnenter», sto det på skjermen, og han ga opp.",
    "Päätoimittajan mukaan juttu oli ollut vain tilaajille.",
    "Na ekranie widniał napis „aby czytać dalej, wykup prenumeratę” i tyle.",
    "Vydavatel oznámil, že články budou pouze pro předplatitele.",
    "Сайт просил оформить подписку, чтобы продолжить чтение.",
    "Gazete, haberlerin abonelere özel olacağını duyurdu.",
    "画面には「この記事は会員限定です。」と表示されたという。",
    "残り3文字の変換候補が表示される。",
    "同紙は電子版の続きを読むには会員登録が必要だと説明した。",
    "报道称，读者须订阅后才能继续阅读的做法引发争议。",
    '화면에 "이 기사는 유료 회원 전용입니다"라는 문구가 떴다.',
    "قال الناشر إن المحتوى سيكون متاحاً للمشتركين فقط.",
    "प्रकाशक ने कहा कि लेख केवल सब्सक्राइबर्स के लिए होंगे।",
]


@pytest.mark.parametrize("line", PROSE)
def test_talk_of_walls_in_many_languages_is_prose(line: str):
    assert WHOLE.marks(line) == []


HARMLESS = [
    ("Dit artikel is normaal alleen voor abonnees, maar vandaag lees je het gratis.", "subscribe_promo"),
    ("Tämä artikkeli on yleensä vain tilaajille, mutta tänään voit lukea sen ilmaiseksi.", "subscribe_promo"),
    ("スクラップは会員限定です", "boilerplate"),
    ("コメントを投稿するにはログインしてください", "comment_gate"),
    ("Chcete-li článek poslouchat, přihlaste se", "audio_video"),
    ("Denne funktion kræver et abonnement", "boilerplate"),
    ("Artikkelen fortsetter under annonsen", "ad"),
    ("Pozostało Ci jeszcze 5 darmowych artykułów.", "meter_notice"),
    ("今月お読みいただける無料記事は残り3本です。", "meter_notice"),
]


@pytest.mark.parametrize(("line", "kind"), HARMLESS)
def test_what_sounds_like_a_wall_and_cuts_nothing(line: str, kind: str):
    assert [(mark.kind, mark.cut) for mark in WHOLE.marks(line)] == [(kind, "none")]
