"""Words in addresses that say what stands behind them, in many languages; never a publisher's name."""

from __future__ import annotations

ARTICLE = frozenset(
    """
    article articles artikel articolo articoli articulo artículo artigo artikkel artikkeli artykul cikk clanek clanok
    story stories post posts news-story nota notas noticia noticias nyhet nyheter uutiset wiadomosci haber berita
    nieuws notizie actualite actualites meldung meldungen pressemitteilung press-release releases blog blogs
    """.split()
)
"""Before a headline they say: an article."""

LISTING = frozenset(
    """
    tag tags tagged topic topics thema themen theme themes stichwort schlagwort etiqueta etiquetas etiquette mot-cle
    mots-cles argomento argomenti tema temas emne emner amne aihe aiheet avainsana onderwerp onderwerpen dossier dossiers
    temat tematy stitek cimke etiket konu label labels keyword keywords
    category categories kategorie kategorien kategoria kategori categorie categoria categorias catégorie rubrik rubriken
    rubrique rubriques rubriche section sections sezione seccion secao channel
    author authors autor autoren autorzy autori auteur auteurs autore forfatter kirjoittaja yazar contributor contributors
    columnist person people-profile profile profiles profil user users member members u staff team redaktion
    search suche recherche buscar busca cerca zoeken szukaj sok haku hledat arama find
    archive archives archiv archief archivio archivo arquivo arkiv arkisto archiwum page pages seite pagina
    latest schlagzeilen collection collections series gallery galleries galerie galerien galeria galerias fotos photos
    slideshow slideshows bilderserien bilder picture pictures video videos mediathek podcast podcasts audio
    """.split()
)
"""What stands behind them lists things, or shows them; a headline behind them still counts."""

SERVICE = frozenset(
    """
    about about-us ueber-uns uber-uns qui-sommes-nous chi-siamo quienes-somos sobre-nosotros sobre over-ons om-oss om-os
    o-nas tentang-kami hakkimizda mission
    contact contacts contact-us contactez-nous kontakt contatti contacto contato yhteystiedot iletisim
    privacy privacy-policy datenschutz datenschutzerklaerung datenschutzerklarung confidentialite privacidad
    privacidade privacybeleid integritet cookie cookies cookie-policy terms terms-of-use terms-of-service
    terms-and-conditions agb nutzungsbedingungen conditions cgu cgv mentions-legales aviso-legal note-legali legal
    impressum imprint policies policy disclaimer licensing copyright ethics corrections accessibility barrierefreiheit
    login log-in logon signin sign-in signup sign-up register registration registrieren anmelden anmeldung konto
    kundenkonto account my-account mein-konto connexion inscription compte auth oauth uas password logout profile-settings
    subscribe subscription subscriptions abo abos abonnement abonnements abonnieren abonner abbonamenti suscripcion
    suscripciones assinatura prenumerera tilaa prenumerata predplatne donate donation spenden soutenir support
    newsletter newsletters nieuwsbrief nyhetsbrev boletin boletines alerts
    shop store cart checkout product products produkt produkte produit produits producto productos prodotti boutique
    deals coupon coupons couponcodes gutscheine gutschein rabatkode kortingscode codigo-descuento vouchers promo
    jobs job career careers karriere stellenmarkt stellenangebote empleo emploi vacancies
    advertise advertising werbung mediadaten mediakit media-kit publicite publicidad pubblicita
    event events veranstaltung veranstaltungen kalender calendar agenda termine schedule tv-schedule tv-programm
    help hilfe faq faqs service services kundenservice feedback sitemap rss feed feeds epaper e-paper apps app
    games game spiele quiz horoscope horoskop horoscopo weather wetter meteo tiempo obituaries traueranzeigen immobilien
    classifieds wp-content wp-admin wp-includes wp-json wp-login xmlrpc static statics assets cdn image images img media
    upload uploads download downloads files share print comments forum forums wiki wikis embed widget
    """.split()
)
"""What stands behind them serves readers; none of it is an article."""

SERVICE_IN_SLUG = frozenset(
    """
    privacy cookie cookies terms newsletter newsletters datenschutz datenschutzerklaerung nutzungsbedingungen impressum
    agb abonnement abonnementvilkar subscription subscribe signup login register anmeldung kontakt contact disclosure
    disclaimer policy confidentialite privacidad condiciones terminos voorwaarden guidelines sitemap advertise
    epaper donate career careers
    """.split()
)
"""The same as a word among others, in a slug that is short."""

NOT_PAGES = frozenset(
    """
    jpg jpeg png gif webp svg avif bmp ico tif tiff pdf doc docx xls xlsx ppt pptx odt epub mp3 m4a ogg wav mp4 m4v webm mov
    avi m3u8 css js mjs json xml rss atom rdf gz zip rar 7z tar exe dmg apk ics vcf csv txt woff woff2 ttf
    """.split()
)
"""Endings of files that are no pages."""

ENDINGS = frozenset("html htm shtml xhtml php php5 asp aspx jsp jspx cfm cms do ece".split())
"""Endings of pages."""

DEFAULTS = frozenset("index default home start startseite startpage main amp".split())
"""Last parts that add nothing to what stands before them."""

ID_PARAMETERS = frozenset(
    """
    id p aid nid sid artid articleid article_id id_article article art story storyid story_id newsid news_id idnews
    id_news idarticulo id_noticia idn contentid content_id cid docid postid post_id item itemid no idx seq rez_id
    """.split()
)
"""Query parameters that name one article by its number."""

LISTING_PARAMETERS = frozenset(
    """
    q s query search suche keyword keywords tag tags category cat page paged pg offset start sort order filter filters
    filterby param redirect redirect_to redirect_url return returnurl return_url share replytocom month year author
    """.split()
)
"""Query parameters of lists, searches and log-in pages."""
