"""Invented stories in several languages, each of six paragraphs, for pages of the tests' own making."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Story:
    language: str
    title: str
    paragraphs: tuple[str, ...]


ENGLISH = Story(
    "en",
    "Island school loses its ferry before the spring term",
    (
        "The ferry that has carried schoolchildren across the Orrin sound for sixty years will make its last crossing in "
        "March, the harbour trust said on Tuesday, after its insurers declined to cover the hull for another winter.",
        "Eleven families on the island of Stroma Beg have been told to find lodgings on the mainland. Two of them have "
        "already rented rooms above the bakery in Kilbrannoch, at a price that the council has promised to repay.",
        "The decision follows three winters in which the boat was out of service for more days than it sailed, and a "
        "survey last autumn that found the frames behind the engine room to be soft along a third of their length.",
        "Still, few on the island believe that the boat is finished. Its skipper, who has worked on it since he was "
        "fifteen, keeps a list of yards that could replace the frames for less than a new hull would cost.",
        "With the roll down to nineteen, parents fear that a term on the mainland will turn into a year, and a year into "
        "a move, as happened on the neighbouring island when its own crossing stopped in the nineties.",
        "The council meets on Friday to hear from the trust, the school and the skipper. A decision on the money for the "
        "frames is expected before the end of the month, and the boat will sail until then.",
    ),
)
GERMAN = Story(
    "de",
    "Die Mühle am Kirchbach mahlt wieder",
    (
        "Nach elf Jahren Stillstand dreht sich das Rad der alten Mühle am Kirchbach wieder. Am Samstag lief zum ersten "
        "Mal Roggen durch die Steine, die ein Steinmetz aus dem Nachbardorf in zwei Wintern neu geschärft hat.",
        "Der Verein, der die Mühle vor vier Jahren für einen Euro gekauft hatte, zählt inzwischen sechzig Mitglieder. "
        "Viele von ihnen haben jedes Wochenende geholfen, den verschlammten Kanal wieder freizulegen.",
        "Gekostet hat die Rettung knapp zweihunderttausend Euro. Ein Drittel kam vom Denkmalschutz, den Rest sammelten "
        "die Helfer bei Festen, mit Patenschaften für einzelne Zähne des Kammrads und durch eine große Spende.",
        "Der Müller, der hier bis zuletzt gearbeitet hatte, saß am Samstag auf einer Bank vor der Tür. Er habe nicht "
        "mehr geglaubt, das Klappern noch einmal zu hören, sagte er und wischte sich das Mehl von den Händen.",
        "Verkauft wird das Mehl vorerst nur an der Mühle selbst, jeden ersten Samstag im Monat. Ein Bäcker aus der "
        "Kreisstadt hat angekündigt, ein eigenes Brot daraus zu backen und den Erlös zu teilen.",
        "Im Herbst soll eine Turbine folgen, die den Hof mit Strom versorgt. Die Genehmigung steht noch aus, doch die "
        "Behörde hat signalisiert, dass sie gegen die Pläne des Vereins keine Einwände erheben wird.",
    ),
)
FRENCH = Story(
    "fr",
    "Le phare de Kervren confié aux lycéens",
    (
        "Depuis lundi, vingt-deux élèves du lycée maritime entretiennent eux-mêmes le phare de Kervren. La commune leur a "
        "remis les clés lors d’une courte cérémonie sur la jetée, sous une pluie fine et devant une centaine d’habitants.",
        "L’idée est née d’un constat simple : le gardien partait à la retraite et personne ne voulait reprendre la "
        "charge. Une professeure de mécanique a proposé d’en faire un projet de classe, et la mairie a accepté.",
        "Les élèves démontent l’optique, graissent la cuve et relèvent chaque matin l’état de la mer. Leurs carnets "
        "seront envoyés au service des phares, qui promet de les publier à la fin de l’année scolaire.",
        "Le premier hiver sera le plus difficile, prévient l’ancien gardien, qui viendra deux fois par semaine. La "
        "corniche est glissante et la porte du bas, battue par les vagues, ne ferme plus depuis dix ans.",
        "Pour financer une nouvelle porte, le lycée a écrit à toutes les entreprises du port. Trois ont répondu, dont "
        "un chantier naval qui offre le bois et deux journées de travail de ses charpentiers.",
        "Si l’expérience réussit, deux autres phares de la côte pourraient suivre dès septembre. Le rectorat attend un "
        "rapport au printemps, et les élèves, eux, rêvent déjà d’une nuit entière passée là-haut.",
    ),
)
SPANISH = Story(
    "es",
    "La biblioteca que viaja en mula cumple treinta años",
    (
        "Cada martes, antes de que salga el sol, dos mulas cargadas de libros suben desde el pueblo de Valdelobos hasta "
        "las aldeas más altas de la sierra. El recorrido, de catorce kilómetros, cumple este mes treinta años.",
        "La idea fue de una maestra que no quería cerrar la escuela sin dejar lectura a sus alumnos. Empezó con cuarenta "
        "novelas y una libreta, y hoy la biblioteca reparte más de seis mil préstamos al año.",
        "Los lectores esperan en la fuente, con los libros envueltos en tela para que no se mojen. Algunos piden poesía, "
        "otros manuales de apicultura, y los más pequeños discuten por los cuentos de piratas.",
        "El ayuntamiento paga el forraje y una parte del sueldo de los dos bibliotecarios. El resto sale de una fiesta "
        "que se celebra cada agosto, en la que los vecinos leen en voz alta durante toda la noche.",
        "La carretera nueva llegará a las aldeas el año que viene, y algunos proponen comprar una furgoneta. La maestra, "
        "que ya tiene ochenta años, responde que las mulas nunca se han quedado sin gasolina.",
        "De momento, la junta ha decidido conservar las dos cosas. La furgoneta llevará las novedades y las mulas "
        "seguirán subiendo los martes, porque a los niños, dicen, les gusta elegir los libros en la alforja.",
    ),
)
JAPANESE = Story(
    "ja",
    "山あいの分校、最後の運動会",
    (
        "山あいの小さな分校で十日、最後の運動会が開かれた。児童はわずか四人だが、卒業生や住民ら二百人あまりが集まり、校庭は朝早くから笑い声と太鼓の音に包まれた。",
        "分校は来年三月に閉じられ、子どもたちはバスで四十分かかる町の小学校へ通うことになる。戦後まもなく建てられた木造の校舎は、地区の集会所として残される予定だ。",
        "競技は綱引きや玉入れなど昔と変わらない。人数が足りないため、どの種目にも大人が加わり、七十代の卒業生が一年生と手をつないで走ると、大きな拍手がわき起こった。",
        "昼休みには、住民が持ち寄った山菜のおこわが振る舞われた。分校で四十年働いた給食調理員の女性は、味を確かめながら、子どもの声が聞こえなくなるのが一番さびしいと話した。",
        "校長は閉会のあいさつで、校歌は町の学校でも年に一度歌われることになったと報告した。歌詞に出てくる桜の木も、来春、新しい校庭の隅に移し植えられるという。",
        "夕方、最後の万国旗が下ろされると、四人の児童は一人ずつ朝礼台に立ち、礼を述べた。住民たちは暗くなるまで校庭に残り、思い出を語り合っていた。",
    ),
)
SWEDISH = Story(
    "sv",
    "Fyren på Hallgrund får nytt liv som väderstation",
    (
        "Fyren på Hallgrund, som stått släckt sedan åttiotalet, ska börja användas igen. Från och med juni mäter ett "
        "forskarlag från högskolan vind, vågor och vattnets temperatur från den gamla lanterninen.",
        "Instrumenten fraktades ut i tisdags med en ombyggd fiskebåt. Det tog fyra timmar att lyfta den tyngsta lådan "
        "uppför trappan, som har etthundrasexton steg och ett räcke som ingen litar på längre.",
        "Öborna hoppas att mätningarna gör färjans tidtabell säkrare. I vintras ställdes var tredje tur in, ofta i sista "
        "stund, eftersom prognoserna från fastlandet inte stämde för det smala sundet.",
        "Projektet betalas till hälften av kommunen. Resten kommer från en stiftelse som räddar fyrar längs kusten och "
        "som kräver att tornet hålls öppet för besökare minst tjugo dagar varje sommar.",
    ),
)
ITALIAN = Story(
    "it",
    "Il mercato del pesce torna sotto i portici",
    (
        "Dopo nove anni di cantiere il mercato del pesce torna sotto i portici di piazza Marina. Lunedì all’alba i primi "
        "dodici banchi hanno riaperto, tra gli applausi dei clienti e il rumore delle casse di ghiaccio.",
        "I lavori dovevano durare diciotto mesi, ma le fondamenta del vecchio palazzo si sono rivelate più fragili del "
        "previsto. Il comune ha speso il doppio della somma iniziale e ha cambiato due imprese.",
        "I pescatori, che nel frattempo vendevano in un parcheggio vicino alla stazione, raccontano di avere perso metà "
        "dei clienti. Molti ristoranti, però, hanno promesso di tornare a comprare in piazza.",
        "La sera i banchi si trasformano in tavoli e le cucine delle osterie servono fritto e zuppa. Il sindaco spera di "
        "portare i turisti in un quartiere che, dopo le otto, restava deserto.",
    ),
)
RUSSIAN = Story(
    "ru",
    "В посёлке Заречном открыли обсерваторию",
    (
        "В посёлке Заречном открылась народная обсерватория. Телескоп собрали школьники вместе с учителем физики, а "
        "купол сварили на местном ремонтном заводе из листов старой водонапорной башни.",
        "Первые наблюдения прошли в ночь на воскресенье. Посмотреть на кольца Сатурна пришли почти двести человек, "
        "некоторые приехали на автобусе из соседнего района и ждали в очереди до трёх часов утра.",
        "Деньги на зеркало собирали четыре года. Часть суммы дал районный совет, остальное принесли жители, которые "
        "продавали на ярмарках мёд, варенье и карты звёздного неба, нарисованные детьми.",
        "Теперь обсерватория будет работать каждую субботу, если позволит погода. Учитель надеется, что к осени удастся "
        "поставить камеру и показывать снимки в библиотеке и в школах всей области.",
    ),
)
ARABIC = Story(
    "ar",
    "مكتبة القطار القديم تفتح أبوابها من جديد",
    (
        "افتتحت بلدية المدينة الساحلية يوم الخميس مكتبة عامة داخل ست عربات من قطار قديم توقف عن العمل قبل عشرين عاما، "
        "وحضر الافتتاح مئات من السكان ومعهم أطفالهم الذين تسابقوا على المقاعد القريبة من النوافذ.",
        "وقالت مديرة المشروع إن ترميم العربات استغرق ثلاث سنوات، وإن النجارين حافظوا على الخشب الأصلي والمصابيح النحاسية "
        "كما كانت في أيام الرحلات الطويلة بين الميناء والجبل.",
        "وتضم المكتبة أكثر من تسعة آلاف كتاب تبرع بها الأهالي، وخصصت العربة الأولى للأطفال والعربة الأخيرة للصحف "
        "القديمة التي جمعها موظف متقاعد في محطة السكة الحديدية طوال حياته.",
        "ومن المقرر أن تبقى الأبواب مفتوحة حتى منتصف الليل في فصل الصيف، على أن تبدأ في الخريف دروس مجانية للكبار "
        "الذين لم يكملوا تعليمهم، يشرف عليها متطوعون من الجامعة.",
    ),
)

STORIES = {
    story.language: story for story in (ENGLISH, GERMAN, FRENCH, SPANISH, JAPANESE, SWEDISH, ITALIAN, RUSSIAN, ARABIC)
}
