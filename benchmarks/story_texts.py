"""Articles made from a seed, some of which are copies of each other, and some only tell of the same event.

Sentences are put together from word lists of six languages, so that texts that have nothing to do with each other share
wording as papers' texts do: standing phrases, common words in a row, names of offices.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from crawler.items import Access, Article, Page, Status
from pipelines.normalize import blank
from pipelines.sentences import count_words
from pipelines.urls import site

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from random import Random


@dataclass(frozen=True, slots=True)
class Tongue:
    """What the sentences of a language are made of."""

    templates: tuple[str, ...]
    """With `{n}` nouns, `{v}` verbs, `{a}` adjectives, `{w}` when, `{p}` a place, `{N}` a name, `{d}` a number."""
    nouns: tuple[str, ...]
    verbs: tuple[str, ...]
    adjectives: tuple[str, ...]
    when: tuple[str, ...]
    syllables: tuple[str, ...]
    quote: str
    """`{s}` the sentence, `{N}` who says it."""
    headings: tuple[str, ...]
    """Lines that another template leaves around the text."""
    datelines: tuple[str, ...]
    """With `{p}` a place."""
    space: str = " "


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


TONGUES = {
    "en": Tongue(
        (
            "{w}, the {n} of {p} {v} the {a} {n} after {d} {n} had been {v}.",
            "The {a} {n} {v} a {n} near {p}, {N} of the {n} committee told reporters.",
            "According to a statement from the {n}, {d} of the {n} were {a} and the {n} {v} {w}.",
            "{N} {v} that the {n} in {p} was {a}, while the {n} {v} {d} more {n}.",
            "No {n} has {v} the {a} {n} since {N} {v} the {n} {w}.",
            "In {p}, {d} {a} {n} {v} beside the {n}, and the {n} {v} none of them.",
        ),
        _words(
            "harbour council bridge ferry school market engine library winter orchard valley tunnel budget teacher "
            "station garden factory lighthouse museum hospital river election stadium bakery archive theatre pilot "
            "quarry reservoir tram lawyer nurse farmer baker surveyor meadow signal contract village painter "
            "committee inspector auction chapel vineyard warehouse turbine causeway ranger tenant"
        ),
        _words(
            "approved reopened questioned repaired measured sold painted delayed crossed counted praised closed "
            "rejected widened inherited photographed flooded insured replaced visited catalogued opposed renamed "
            "drained restored blamed welcomed postponed examined funded"
        ),
        _words(
            "narrow costly unfinished ancient quiet northern disputed wooden frozen borrowed empty crowded rusted "
            "private temporary hidden local famous damp lengthy careful final broken regional shallow unpaid"
        ),
        ("On Monday", "Late on Thursday", "Before the holidays", "In early spring", "Last week", "After the storm"),
        _words("mar low kil bran noch or rin hel ford wick ast ley thorn bury dun more sel by tar vin"),
        "“{s}” {N} said.",
        (
            "Share this article with your friends and neighbours",
            "More from our newsroom: what the region talks about",
            "This article is part of our series on life in the country",
            "Listen to the story, read by our editors, in the evening edition",
        ),
        ("{p}, March 3 -", "{p} (Reuters) -", "{p}, 3 March 2026."),
    ),
    "de": Tongue(
        (
            "{w} hat die Leitung der {n} in {p} {d} {a} {n} {v}, sagte {N}.",
            "Nach Angaben von {N} wurden in {p} {d} {n} {v}, die {n} blieb {a}.",
            "Die {a} {n} von {p} wird {v}, obwohl die {n} {w} noch {a} war.",
            "{N} erklärte, man habe die {n} {v} und {d} {n} in {p} {v}.",
            "Wie aus der {n} zu hören ist, wird {w} die {a} {n} {v}.",
        ),
        _words(
            "Seilbahn Mühle Schule Brücke Werkstatt Gemeinde Kirche Bäckerei Fähre Verwaltung Straße Bücherei Anlage "
            "Sitzung Genossenschaft Halle Mauer Wiese Quelle Kammer Wache Molkerei Gärtnerei Siedlung Strecke Zeche "
            "Bühne Schleuse Werft Kelterei Kanzlei Orgel Turbine Scheune Behörde Zufahrt"
        ),
        _words(
            "gebaut verkauft gesperrt gelobt gemessen verlegt geprüft erneuert gestrichen geräumt gezählt besichtigt "
            "vermietet versichert verteidigt abgelehnt gefördert getauft umbenannt vertagt angehalten restauriert"
        ),
        _words(
            "alte schmale neue teure verlassene nördliche umstrittene hölzerne leere beliebte feuchte private kleine "
            "marode berühmte vorläufige stille entlegene"
        ),
        ("Am Montag", "Am späten Abend", "Vor den Ferien", "Im Frühjahr", "In der vergangenen Woche", "Nach dem Sturm"),
        _words("tann berg frei bad ober lin den stein hof wald neu kirch furt rode ach hausen"),
        "„{s}“, sagte {N}.",
        (
            "Teilen Sie diesen Artikel mit Freunden und Nachbarn",
            "Das könnte Sie auch interessieren: Neues aus der Region",
            "Hören Sie diesen Beitrag in unserer Abendausgabe",
        ),
        ("{p} (dpa) -", "{p}, 3. März 2026.", "{p} – am Dienstag"),
    ),
    "fr": Tongue(
        (
            "{w}, la {n} de {p} a {v} {d} {n}, selon {N}.",
            "{N} a {v} la {n} {a} de {p}, où {d} {n} attendent encore.",
            "D’après un communiqué de la {n}, la {n} {a} sera {v} à {p}.",
            "À {p}, {d} {n} ont {v} la {n}, et {N} a {v} la {n} {a} {w}.",
        ),
        _words(
            "mairie fromagerie école vallée gare ferme fontaine bibliothèque chapelle usine place route récolte "
            "piscine tour colline maison scierie source fanfare salle cave rivière boutique forge crèche halle "
            "passerelle laiterie verrerie digue prairie préfecture"
        ),
        _words(
            "rouvert fermé vendu compté mesuré défendu visité repeint reporté refusé salué agrandi loué assuré "
            "inauguré déplacé restauré financé examiné rebaptisé inondé hérité"
        ),
        _words(
            "étroite ancienne communale coûteuse célèbre déserte boisée provisoire discrète humide régionale privée "
            "fragile lointaine vétuste"
        ),
        ("Lundi", "Jeudi soir", "Avant les vacances", "Au printemps", "La semaine dernière", "Après la tempête"),
        _words("val mère mont saint clair roche ville bois lune font beau pré gué char lac"),
        "« {s} », a dit {N}.",
        (
            "Partagez cet article avec vos amis et vos voisins",
            "À lire aussi : toute l’actualité de la région en images",
            "Écoutez cet article dans notre édition du soir",
        ),
        ("{p} (AFP) -", "{p}, le 3 mars 2026.", "{p}, mardi -"),
    ),
    "ru": Tongue(
        (
            "{w} в городе {p} было {v} {d} {n}, сообщил {N}.",
            "По словам {N}, {a} {n} возле {p} будет {v} {w}.",
            "{N} рассказал, что {a} {n} и {n} в {p} были {v}, а {d} {n} пока ждут.",
            "Как говорится в сообщении, {n} {p} получит {d} {n}, {a} {n} останется.",
        ),
        _words(
            "мост школа пристань мельница библиотека завод музей театр вокзал сад больница рынок плотина маяк улица "
            "пекарня станция деревня крепость галерея аптека дорога ферма площадь архив стадион"
        ),
        _words(
            "построено продано закрыто измерено перенесено отремонтировано проверено осмотрено открыто сосчитано "
            "одобрено отклонено затоплено застраховано"
        ),
        _words("старый узкий новый дорогой пустой северный спорный деревянный частный тихий далёкий временный"),
        ("В понедельник", "Поздно вечером", "Перед праздниками", "Весной", "На прошлой неделе", "После бури"),
        _words("бел град озер ск верх нов реч камен дол лес ясн бор"),
        "«{s}», — сказал {N}.",
        ("Поделитесь этой статьёй с друзьями и соседями", "Читайте также: новости нашего края за неделю"),
        ("{p}, 3 марта -", "{p} (ТАСС) -", "{p}. Вторник."),
    ),
    "ja": Tongue(
        (
            "{w}、{p}の{n}で{d}件の{a}{n}が{v}と{N}氏が明らかにした。",
            "{N}氏によると、{p}の{a}{n}は{v}という。",
            "{p}では{n}が{v}ため、{d}人が{a}{n}に集まった。",
            "{n}の{a}{n}をめぐり、{w}に{N}氏らが{p}で会見した。",
        ),
        _words(
            "灯台 港 市場 学校 図書館 橋 工場 酒蔵 駅 古民家 病院 役場 博物館 漁協 水路 温泉 農園 劇場 倉庫 鉄道 祭り 商店街 体育館 棚田 牧場 "
            "造船所 展望台 公民館"
        ),
        _words(
            "開かれた 修理された 売却された 見送られた 始まった 延期された 公開された 調べられた 再建された 閉鎖された 増えた 表彰された"
        ),
        _words("古い 新しい 小さな 静かな 有名な 木造の 高価な 臨時の 北側の 珍しい 空いた 地元の"),
        ("三日午前", "先週末", "昨年秋", "月曜の夜", "台風の後", "連休前"),
        _words("岬 浜 山 川 田 森 島 崎 原 津 野 谷 沢 松 竹 石 宮 上 下 中"),
        "「{s}」と{N}氏は話した。",
        ("この記事を友人や近所の人と共有する", "あわせて読みたい地域のニュースはこちらから"),
        ("【{p}】", "{p}・三月三日　", "（{p}＝共同）"),
        space="",
    ),
    "zh": Tongue(
        (
            "{w}，{p}的{a}{n}已经{v}，{N}表示{d}个{n}仍在等待。",
            "据{N}介绍，{p}{n}将{v}，{a}{n}不受影响。",
            "{N}在{p}说，{d}家{n}{v}之后，{a}{n}变得更多。",
            "记者从{n}了解到，{w}{p}有{d}处{a}{n}{v}。",
        ),
        _words(
            "大桥 学校 码头 市场 图书馆 工厂 茶园 车站 医院 剧院 水库 果园 博物馆 老街 渡口 仓库 广场 灯塔 体育场 面包房 档案馆 村庄 花园 铁路"
        ),
        _words("完工 关闭 出售 修复 推迟 开放 搬迁 获批 扩建 停用 重建 登记 受损 验收"),
        _words("古老 狭窄 崭新 昂贵 空置 北部 木制 临时 著名 安静 偏远 私人"),
        ("周一上午", "上周末", "去年秋天", "周四深夜", "台风过后", "节日前"),
        _words("江 海 山 林 石 安 宁 平 东 西 南 北 云 溪 湖 泉 永 和 长 明"),
        "“{s}”{N}说。",
        ("欢迎把这篇文章分享给朋友和邻居", "更多本地新闻请看今天的晚间版"),
        ("新华社{p}3月3日电 ", "{p}讯：", "（{p}）"),
        space="",
    ),
}


@dataclass(slots=True)
class Event:
    """What an article tells of: who, where, and the sentences about it."""

    tongue: Tongue
    dice: Random
    names: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)

    @classmethod
    def draw(cls, tongue: Tongue, dice: Random) -> Event:
        event = cls(tongue, dice)
        event.names = [event.name() for _ in range(3)]
        event.places = [event.word() for _ in range(2)]
        return event

    def word(self) -> str:
        return "".join(self.dice.sample(self.tongue.syllables, self.dice.randint(2, 3))).capitalize()

    def name(self) -> str:
        return f"{self.word()}{self.tongue.space}{self.word()}"

    def sentence(self) -> str:
        dice, tongue = self.dice, self.tongue
        lists: dict[str, Callable[[], str]] = {
            "n": lambda: dice.choice(tongue.nouns),
            "v": lambda: dice.choice(tongue.verbs),
            "a": lambda: dice.choice(tongue.adjectives),
            "w": lambda: dice.choice(tongue.when),
            "p": lambda: dice.choice(self.places),
            "N": lambda: dice.choice(self.names),
            "d": lambda: str(dice.randint(2, 900)),
        }
        said = re.sub(r"\{(\w)\}", lambda slot: lists[slot[1]](), dice.choice(tongue.templates))
        if dice.random() < 0.2:
            return tongue.quote.replace("{s}", said).replace("{N}", dice.choice(self.names))
        return said

    def paragraphs(self, number: int) -> list[str]:
        return [self.tongue.space.join(self.sentence() for _ in range(self.dice.randint(2, 4))) for _ in range(number)]


@dataclass(frozen=True, slots=True)
class Made:
    """An article, and which story it truly is."""

    article: Article
    story: int
    sort: str


def article_of(text: str, number: int, status: Status = Status.COMPLETE) -> Article:
    """An article record with this text, of one of 200 papers."""
    url = f"https://www.paper{number % 200}.example/2026/03/03/{number}"
    return replace(
        blank(Page(url, "", http_status=200)),
        canonical_url=url,
        site=site(url),
        text=text,
        words=count_words(text),
        access=Access(status=status),
    )


# --- Copies: one story ---


def added_line(event: Event, paragraphs: list[str]) -> tuple[list[str], Status]:
    """Syndicated with a first line, and often a last one, of the paper's own."""
    last = [event.dice.choice(event.tongue.headings)] if event.dice.random() < 0.5 else []
    return [event.dice.choice(event.tongue.headings), *paragraphs, *last], Status.COMPLETE


def cut_end(event: Event, paragraphs: list[str]) -> tuple[list[str], Status]:
    """Cut by a wall after a paragraph or inside one, or made to fit by an editor, who leaves half of it or more."""
    if event.dice.random() < 0.3:
        return paragraphs[: max(2, -(-len(paragraphs) // 2))], Status.COMPLETE
    kept = paragraphs[: event.dice.randint(2, max(2, len(paragraphs) - 1))]
    if event.dice.random() < 0.5:
        kept[-1] = kept[-1][: len(kept[-1]) * 2 // 3] + "…"
    return kept, Status.TRUNCATED


def other_template(event: Event, paragraphs: list[str]) -> tuple[list[str], Status]:
    """Other quotes and dashes, other paragraphs, headings between them, and lines of the template around."""
    text = event.tongue.space.join(paragraphs)
    for one, other in ("“”", '""'), ("„“", "»«"), ("«»", "“”"), ("「」", "『』"), ("—–", "--"):
        text = text.replace(one[0], other[0]).replace(one[1], other[1])
    pieces = re.split(r"(?<=[.。])\s*", text)
    lines = [event.tongue.space.join(pieces[at : at + 2]) for at in range(0, len(pieces), 2)]
    lines.insert(len(lines) // 2, event.dice.choice(event.tongue.headings))
    return [*event.dice.sample(event.tongue.headings, 2), *lines], Status.COMPLETE


def dateline(event: Event, paragraphs: list[str]) -> tuple[list[str], Status]:
    """Under the dateline of another house, in another language."""
    line = event.dice.choice(event.dice.choice(list(TONGUES.values())).datelines)
    return [f"{line.replace('{p}', event.places[0])} {paragraphs[0]}", *paragraphs[1:]], Status.COMPLETE


def edited(event: Event, paragraphs: list[str]) -> tuple[list[str], Status]:
    """Gone over by another desk: a sentence in twelve is another one."""
    lines = [
        event.sentence() if event.dice.random() < 1 / 12 and place else part
        for place, part in enumerate(re.split(r"(?<=[.。])\s*", "\n".join(paragraphs)))
    ]
    return lines, Status.COMPLETE


COPIES = added_line, cut_end, other_template, dateline, edited


# --- The same event, or the same form: two stories ---


def quoting(event: Event, paragraphs: list[str]) -> list[str]:
    """Another report on the event, with its names, and with sentences of it word for word: what was said there."""
    fresh = event.paragraphs(len(paragraphs))
    pieces = re.split(r"(?<=[.。])\s*", " ".join(paragraphs))
    fresh[len(fresh) // 2] += " " + " ".join(pieces[1 : 1 + max(1, len(pieces) // 6)])
    return fresh


def following(event: Event, paragraphs: list[str]) -> list[str]:
    """What came of it the next day: the news first, and behind it two fifths of what was said the day before."""
    return [*event.paragraphs(-(-len(paragraphs) * 3 // 5)), *paragraphs[: len(paragraphs) * 2 // 5]]


def next_in_series(event: Event, paragraphs: list[str]) -> list[str]:
    """The same form filled in on another day: what is a number is another one, and so are three sentences in ten."""
    lines = [event.sentence() if event.dice.random() < 0.3 else each for each in _sentences(paragraphs)]
    return [re.sub(r"\d+", lambda _: str(event.dice.randint(2, 900)), each) for each in lines]


def same_lead(event: Event, paragraphs: list[str]) -> list[str]:
    """Both begin with the agency's first sentence, and go on by themselves."""
    return [_sentences(paragraphs)[0], *event.paragraphs(len(paragraphs))]


PAIRS = quoting, following, next_in_series, same_lead


def _sentences(paragraphs: Sequence[str]) -> list[str]:
    return [part for each in paragraphs for part in re.split(r"(?<=[.。])\s*", each) if part]


def make(dice: Random, articles: int, copies: int, pairs: int) -> list[Made]:
    """So many articles in a random order: some with a planted copy, some in pairs that tell of the same event."""
    made: list[Made] = []
    tongues = list(TONGUES.values())

    def put(paragraphs: Sequence[str], story: int, sort: str, status: Status = Status.COMPLETE) -> None:
        made.append(Made(article_of("\n\n".join(paragraphs), len(made), status), story, sort))

    story = 0
    while len(made) < articles:
        event = Event.draw(dice.choice(tongues), dice)
        paragraphs = event.paragraphs(dice.randint(3, 14))
        put(paragraphs, story, "alone")
        if story < copies:
            copy = COPIES[story % len(COPIES)]
            put(*_swapped(copy(event, list(paragraphs)), story, copy.__name__))
        elif story < copies + pairs:
            other = PAIRS[story % len(PAIRS)]
            put(other(event, list(paragraphs)), -story - 1, other.__name__)
        story += 1
    dice.shuffle(made)
    return made


def _swapped(copy: tuple[list[str], Status], story: int, sort: str) -> tuple[list[str], int, str, Status]:
    return copy[0], story, sort, copy[1]
