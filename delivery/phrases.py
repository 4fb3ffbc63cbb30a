"""What people and their mail programs write, in English, German, French and Spanish (programs: some more).

Tables only; the code that reads them is in `quotes`, `automatic` and `reading`. Everything is in lower case. A new
language is a few words in each table.
"""

MARKERS = (
    "reply above this line",
    "bitte über dieser zeile antworten",
    "antworten sie über dieser zeile",
    "répondez au-dessus de cette ligne",
    "responda por encima de esta línea",
)
"""Between ``--`` and ``--``, our line above which the answer stands."""

WROTE = (
    "wrote", "writes", "schrieb", "schrieben", "hat geschrieben", "a écrit", "escribió", "escribio", "ha scritto",
    "schreef", "escreveu", "napisał", "napisał(a)", "skrev", "kirjoitti", "написал", "пишет", "写道", "のメール",
)  # fmt: skip
"""The last word of an attribution line, before its colon."""
WROTE_WITHIN = (" schrieb ", " schreef ", " skrev ")
"""Where the verb stands before the name: *Am ... schrieb Ada:*."""
ATTRIBUTION_STARTS = (
    "on ", "am ", "le ", "el ", "il giorno ", "op ", "em ", "den ", "dnia ", "w dniu ", "il ", "в ", "> on ", "> am ",
)  # fmt: skip

FROM_LABELS = ("from", "von", "de", "da", "van", "från", "fra", "od", "от")
OTHER_LABELS = (
    "sent", "date", "to", "subject", "cc", "reply-to", "importance",
    "gesendet", "datum", "an", "betreff", "antwort an",
    "envoyé", "envoyé le", "à", "objet",
    "enviado", "enviado el", "fecha", "para", "asunto",
    "inviato", "data", "a", "oggetto", "verzonden", "aan", "onderwerp", "enviada em", "assunto", "skickat",
    "till", "ämne",
)  # fmt: skip

ORIGINALS = (
    "original message", "original appointment", "forwarded message", "begin forwarded message:",
    "ursprüngliche nachricht", "originalnachricht", "weitergeleitete nachricht", "ursprungliche nachricht",
    "anfang der weitergeleiteten nachricht:", "message d'origine", "message original", "message transféré",
    "début du message réexpédié :", "début du message transféré :", "mensaje original", "mensaje reenviado",
    "inicio del mensaje reenviado:", "messaggio originale", "oorspronkelijk bericht", "mensagem original",
)  # fmt: skip
"""Alone on a line, between dashes or not, above what is quoted or forwarded."""

FOOTERS = (
    "sent from my ", "sent from mail for ", "sent from outlook", "sent from yahoo mail", "sent via ", "sent with ",
    "get outlook for ", "get bluemail for ", "sent by my ",
    "von meinem ", "gesendet von ", "gesendet mit ", "diese nachricht wurde von meinem ", "holen sie sich outlook",
    "outlook für ", "envoyé de mon ", "envoyé depuis ", "envoyé à partir de ", "obtenez outlook ",
    "télécharger outlook", "enviado desde ", "enviado con ", "enviado do meu ", "obtener outlook ",
    "inviato da ", "verzonden vanaf ", "skickat från ",
)  # fmt: skip
"""The beginning of what a telephone adds; only counted on a line of at most 80 characters."""

CLOSINGS = (
    "best", "best regards", "kind regards", "regards", "warm regards", "many thanks", "cheers",
    "sincerely", "best wishes",
    "thanks and regards", "viele grüße", "beste grüße", "liebe grüße", "schöne grüße", "mit freundlichen grüßen",
    "freundliche grüße", "herzliche grüße", "viele gruesse", "mit freundlichem gruß", "grüße", "gruß",
    "lg", "vg", "mfg",
    "bg", "cordialement", "bien cordialement", "bien à vous", "cdlt", "bonne journée", "salutations",
    "saludos", "un saludo", "saludos cordiales", "atentamente", "cordialmente",
)  # fmt: skip
GREETINGS = (
    "hi", "hello", "hey", "dear", "good morning", "good afternoon", "hallo", "guten morgen", "guten tag",
    "moin", "servus",
    "liebe", "lieber", "bonjour", "salut", "bonsoir", "cher", "chère", "hola", "buenos días", "buenas", "buenas tardes",
)  # fmt: skip

REACTED = (
    "reacted to your message", "reacted to your message:", "reacted to your email", "reacted via gmail",
    "hat auf ihre nachricht reagiert", "hat auf deine nachricht reagiert", "a réagi à votre message",
    "a réagi à votre e-mail", "ha reaccionado a tu mensaje", "ha reaccionado a su mensaje", "reaccionó a tu mensaje",
)  # fmt: skip
"""The end of the line by which Outlook and others tell people elsewhere that somebody tapped a sign."""
AUTOMATIC_SUBJECTS = (
    "automatic reply", "auto reply", "auto-reply", "autoreply", "auto response", "automated reply", "autoresponse",
    "out of office", "out of the office", "out-of-office", "ooo:", "vacation reply", "on vacation", "i am away",
    "automatische antwort", "abwesenheitsnotiz", "abwesenheit", "abwesend", "ich bin nicht im büro", "außer haus",
    "réponse automatique", "absence du bureau", "absent du bureau", "message d'absence", "notification d'absence",
    "respuesta automática", "respuesta automatica", "fuera de la oficina", "ausente de la oficina",
    "risposta automatica", "automatisch antwoord", "resposta automática", "automatiskt svar", "autosvar",
    "odpowiedź automatyczna", "automatyczna odpowiedź",
)  # fmt: skip
ABSENCE_WORDS = (
    "out of office", "out of the office", "out-of-office", "ooo:", "on vacation", "on holiday", "on leave",
    "i am away", "i'm away", "am currently away", "annual leave", "parental leave", "maternity leave",
    "limited access to", "will be back on", "return to the office",
    "abwesen", "nicht im büro", "außer haus", "im urlaub", "in urlaub", "elternzeit", "nicht erreichbar",
    "wieder erreichbar", "ab dem", "wieder im büro",
    "absence", "absent", "en vacances", "en congé", "de retour le", "congé maternité",
    "fuera de la oficina", "ausente", "ausencia", "de vacaciones", "de baja", "estaré de vuelta", "volveré el",
    "fuori ufficio", "afwezig", "fora do escritório",
)  # fmt: skip
"""Words by which an automatic mail says that its sender is away."""
BOUNCE_SUBJECTS = (
    "undeliver", "delivery status notification", "mail delivery failed", "mail delivery failure", "delivery failure",
    "returned mail", "failure notice", "message not delivered", "unzustellbar", "nicht zustellbar", "non remis",
    "échec de la remise", "no se puede entregar", "correo no entregado", "mail delivery subsystem",
)  # fmt: skip

YES = ("yes", "y", "yep", "yeah", "yes please", "ja", "jawohl", "jep", "ja bitte", "oui", "sí", "si")
NO = ("no", "n", "nope", "nein", "nö", "nee", "non")
DONE = (
    "done", "did it", "i did it", "i did", "did that", "completed", "erledigt", "gemacht", "geschafft", "getan",
    "habe ich gemacht", "hab ich gemacht", "ich habe es gemacht", "ich hab's gemacht", "fertig", "all done", "fait",
    "terminé", "terminado", "listo", "c'est fait", "je l'ai fait", "hecho", "lo hice", "✅", "✔", "☑",
)  # fmt: skip
NOT_YET = (
    "not yet", "not yet, leave it open", "noch nicht", "pas encore", "todavía no", "todavia no", "aún no", "aun no",
)  # fmt: skip
NO_CHANCE = (
    "na", "n/a", "n.a.", "n/a.", "no chance", "no chance to", "i had no chance", "i had no chance to", "had no chance",
    "keine gelegenheit", "hatte keine gelegenheit", "ich hatte keine gelegenheit", "pas l'occasion", "pas d'occasion",
    "je n'ai pas eu l'occasion", "pas eu l'occasion", "sin oportunidad", "no tuve oportunidad", "no tuve ocasión",
)  # fmt: skip
NUMBER_WORDS = (
    ("zero", "null", "zéro", "cero"), ("one", "eins", "un", "une", "uno", "una"), ("two", "zwei", "deux", "dos"),
    ("three", "drei", "trois", "tres"), ("four", "vier", "quatre", "cuatro"),
    ("five", "fünf", "fuenf", "cinq", "cinco"),
    ("six", "sechs", "seis"), ("seven", "sieben", "sept", "siete"), ("eight", "acht", "huit", "ocho"),
    ("nine", "neun", "neuf", "nueve"), ("ten", "zehn", "dix", "diez"),
)  # fmt: skip
NUMBERED = (
    "answer", "option", "number", "choice", "no.", "nr.", "antwort", "auswahl", "nummer", "réponse", "choix", "numéro",
    "n°", "respuesta", "opción", "número", "#", "letter", "buchstabe", "lettre", "letra",
)  # fmt: skip
TASK_LABELS = ("task", "micro-task", "microtask", "aufgabe", "tâche", "tache", "tarea")
QUESTION_LABELS = ("question", "frage", "pregunta")
ANSWER_LABELS = ("q", "f", "answer", "antwort", "réponse", "reponse", "respuesta")
"""Before a colon they say what is answered: *Aufgabe: 1*; the last ones only with a number, *Q1: 3*."""
CHEERS = "👍👌🙂😊😀🎉💪🙏☺✅✔"
"""Signs behind an answer that leave it the same; alone, some of them are one."""
AND = ("and", "und", "et", "y", "&", "+")
"""Between two answers on one line; by themselves some of them are answers."""
COUNTED = (
    "days", "day", "times", "time", "x", "of 5", "out of 5", "/5", "/ 5", "tage", "tag", "mal", "von 5",
    "jours", "jour",
    "fois", "sur 5", "días", "dias", "día", "veces", "vez", "de 5",
)  # fmt: skip
HEDGES = (
    "but", "not", "or", "only", "almost", "except", "though", "maybe", "kind", "sort", "aber", "nicht", "oder",
    "nur", "fast",
    "vielleicht", "mais", "pas", "ou", "presque", "seulement", "pero", "casi", "o", "solo", "quizás",
)  # fmt: skip
"""A first word behind an answer that may turn it round; such an answer is for a person to read."""

STOP = (
    "stop", "stop all", "stopp", "unsubscribe", "please unsubscribe", "please unsubscribe me", "unsubscribe me",
    "please stop", "leave", "opt out", "abmelden", "bitte abmelden", "austragen", "abbestellen", "aufhören",
    "désabonner", "désinscrire", "me désinscrire", "désinscription", "arrêter", "arrêt", "baja", "darme de baja",
    "cancelar suscripción", "parar",
)  # fmt: skip
PAUSE = (
    "pause", "please pause", "pause please", "pausieren", "bitte pausieren", "pause bitte", "bitte pause",
    "mettre en pause", "faire une pause", "pausa", "pausar", "pausa por favor",
)  # fmt: skip
RESUME = (
    "resume", "please resume", "unpause", "start again", "continue", "i am back", "i'm back", "back",
    "fortsetzen", "wieder aufnehmen", "weitermachen", "weiter", "ich bin zurück", "bin zurück", "zurück", "wieder da",
    "ich bin wieder da", "reprendre", "je suis de retour", "de retour", "reanudar", "continuar", "he vuelto",
    "estoy de vuelta", "ya he vuelto",
)  # fmt: skip
FEWER = (
    "fewer", "fewer please", "less", "less often", "fewer mails", "fewer emails", "weniger", "weniger bitte",
    "bitte weniger", "weniger mails", "seltener", "moins", "moins souvent", "moins de mails", "menos",
    "menos correos", "con menos frecuencia",
)  # fmt: skip
READING = (
    "i read them", "i read them, i just don't answer", "i read them i just don't answer", "i just read them",
    "reading", "i read", "ich lese sie", "ich lese sie, ich antworte nur nicht", "ich lese mit", "ich lese nur",
    "lese nur", "je les lis", "je lis", "je les lis, je ne réponds pas", "los leo", "solo los leo",
    "los leo, pero no contesto",
)  # fmt: skip
"""Answers to the question after long silence: the mails are read and stay as they are."""
AWAY_UNTIL = (
    "away until", "i am away until", "i'm away until", "i will be away until", "i'll be away until", "out until",
    "i am out until", "i'm out until", "on holiday until", "i am on holiday until", "i'm on holiday until",
    "on vacation until", "on leave until", "out of office until", "pause until", "paused until", "snooze until",
    "away till", "away through", "not back until",
    "abwesend bis", "ich bin abwesend bis", "bin abwesend bis", "weg bis", "ich bin weg bis", "urlaub bis",
    "im urlaub bis", "ich bin im urlaub bis", "bin im urlaub bis", "ich bin bis", "nicht da bis",
    "ich bin nicht da bis", "pause bis", "pausieren bis", "krank bis",
    "absent jusqu'au", "absente jusqu'au", "absent jusqu'à", "absente jusqu'à", "je suis absent jusqu'au",
    "je suis absente jusqu'au", "je suis absent jusqu'à", "je suis absente jusqu'à", "en vacances jusqu'au",
    "en congé jusqu'au", "en congés jusqu'au", "pause jusqu'au", "pause jusqu'à",
    "ausente hasta", "estoy ausente hasta", "estaré ausente hasta", "fuera hasta", "estoy fuera hasta",
    "de vacaciones hasta", "estoy de vacaciones hasta", "pausa hasta",
)  # fmt: skip
FILLERS = (
    "the", "on", "of", "inclusive", "including", "and", "evening",
    "den", "dem", "zum", "am", "einschließlich", "inklusive", "kommenden", "abend", "und", "weg",
    "abwesend", "im", "urlaub", "krank",
    "le", "la", "au", "du", "inclus", "compris", "soir", "y",
    "el", "al", "del", "de", "próximo", "incluido", "día",
)  # fmt: skip
"""Words around a day that leave it the same day."""
TODAY = ("today", "tonight", "heute", "aujourd'hui", "hoy")
TOMORROW = ("tomorrow", "morgen", "demain", "mañana")
DAY_AFTER = ("day after tomorrow", "übermorgen", "après-demain", "pasado mañana")
WEEKDAYS = (
    ("monday", "mon", "montag", "mo", "lundi", "lun", "lunes"),
    ("tuesday", "tue", "tues", "dienstag", "di", "mardi", "martes"),
    ("wednesday", "wed", "mittwoch", "mi", "mercredi", "mer", "miércoles", "miercoles", "mié"),
    ("thursday", "thu", "thur", "thurs", "donnerstag", "do", "jeudi", "jeu", "jueves", "jue"),
    ("friday", "fri", "freitag", "fr", "vendredi", "ven", "viernes", "vie"),
    ("saturday", "sat", "samstag", "sonnabend", "sa", "samedi", "sam", "sábado", "sabado", "sáb"),
    ("sunday", "sun", "sonntag", "so", "dimanche", "dim", "domingo", "dom"),
)
MONTHS = (
    ("january", "jan", "januar", "jänner", "janvier", "janv", "enero", "ene"),
    ("february", "feb", "februar", "feber", "février", "fevrier", "févr", "febrero"),
    ("march", "mar", "märz", "mär", "maerz", "mrz", "mars", "marzo"),
    ("april", "apr", "avril", "avr", "abril", "abr"),
    ("may", "mai", "mayo"),
    ("june", "jun", "juni", "juin", "junio"),
    ("july", "jul", "juli", "juillet", "juil", "julio"),
    ("august", "aug", "août", "aout", "agosto", "ago"),
    ("september", "sep", "sept", "septembre", "septiembre", "setiembre"),
    ("october", "oct", "oktober", "okt", "octobre", "octubre"),
    ("november", "nov", "novembre", "noviembre"),
    ("december", "dec", "dezember", "dez", "décembre", "decembre", "déc", "diciembre", "dic"),
)
