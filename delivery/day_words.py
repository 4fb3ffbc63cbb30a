"""Days as people write them, in the languages we read; in lower case."""

FILLERS = (
    "the", "on", "of", "inclusive", "including", "and", "evening",
    "den", "dem", "zum", "am", "einschließlich", "inklusive", "kommenden", "abend", "und", "weg",
    "abwesend", "im", "urlaub", "krank",
    "le", "la", "au", "du", "inclus", "compris", "soir", "y",
    "el", "al", "del", "de", "próximo", "incluido", "día",
    "il", "lo", "sera", "compreso", "incluso", "en", "met", "t/m", "avond", "tot", "inclusief", "o", "a", "até",
    "dnia", "włącznie", "wieczorem",
)  # fmt: skip
"""Words around a day that leave it the same day."""
TODAY = (
    "today", "tonight", "heute", "aujourd'hui", "hoy",
    "oggi", "stasera", "vandaag", "vanavond", "hoje", "dziś", "dzisiaj",
)  # fmt: skip
TOMORROW = (
    "tomorrow", "morgen", "demain", "mañana",
    "domani", "amanhã", "jutro",
)  # fmt: skip
DAY_AFTER = (
    "day after tomorrow", "übermorgen", "après-demain", "pasado mañana",
    "dopodomani", "overmorgen", "depois amanhã", "pojutrze",
)  # fmt: skip
WEEKDAYS = (
    ("monday", "mon", "montag", "mo", "lundi", "lun", "lunes", "lunedì", "lunedi", "maandag", "ma", "segunda",
     "segunda-feira", "seg", "poniedziałek", "poniedziałku", "pon"),
    ("tuesday", "tue", "tues", "dienstag", "di", "mardi", "martes", "martedì", "martedi", "dinsdag", "terça",
     "terça-feira", "wtorek", "wtorku", "wt"),
    ("wednesday", "wed", "mittwoch", "mi", "mercredi", "mer", "miércoles", "miercoles", "mié", "mercoledì",
     "mercoledi", "woensdag", "wo", "quarta", "quarta-feira", "qua", "środa", "środy", "śr"),
    ("thursday", "thu", "thur", "thurs", "donnerstag", "do", "jeudi", "jeu", "jueves", "jue", "giovedì",
     "giovedi", "gio", "donderdag", "quinta", "quinta-feira", "czwartek", "czwartku", "czw"),
    ("friday", "fri", "freitag", "fr", "vendredi", "ven", "viernes", "vie", "venerdì", "venerdi", "vrijdag",
     "vr", "sexta", "sexta-feira", "piątek", "piątku", "pt"),
    ("saturday", "sat", "samstag", "sonnabend", "sa", "samedi", "sam", "sábado", "sabado", "sáb", "sabato",
     "zaterdag", "za", "sobota", "soboty", "sob"),
    ("sunday", "sun", "sonntag", "so", "dimanche", "dim", "domingo", "dom", "domenica", "zondag", "zo",
     "niedziela", "niedzieli", "niedz"),
)  # fmt: skip
MONTHS = (
    ("january", "jan", "januar", "jänner", "janvier", "janv", "enero", "ene", "gennaio", "gen", "januari",
     "janeiro", "styczeń", "stycznia"),
    ("february", "feb", "februar", "feber", "février", "fevrier", "févr", "febrero", "febbraio", "februari",
     "fevereiro", "fev", "luty", "lutego"),
    ("march", "mar", "märz", "mär", "maerz", "mrz", "mars", "marzo", "maart", "mrt", "março", "marzec",
     "marca"),
    ("april", "apr", "avril", "avr", "abril", "abr", "aprile", "kwiecień", "kwietnia"),
    ("may", "mai", "mayo", "maggio", "mag", "mei", "maio", "maj", "maja"),
    ("june", "jun", "juni", "juin", "junio", "giugno", "giu", "junho", "czerwiec", "czerwca"),
    ("july", "jul", "juli", "juillet", "juil", "julio", "luglio", "lug", "julho", "lipiec", "lipca"),
    ("august", "aug", "août", "aout", "agosto", "ago", "augustus", "sierpień", "sierpnia"),
    ("september", "sep", "sept", "septembre", "septiembre", "setiembre", "settembre", "set", "setembro",
     "wrzesień", "września"),
    ("october", "oct", "oktober", "okt", "octobre", "octubre", "ottobre", "ott", "outubro", "październik",
     "października"),
    ("november", "nov", "novembre", "noviembre", "novembro", "listopad", "listopada"),
    ("december", "dec", "dezember", "dez", "décembre", "decembre", "déc", "diciembre", "dic", "dicembre",
     "dezembro", "grudzień", "grudnia"),
)  # fmt: skip
