"""What people and their mail programs write, in the languages we read: English, German,
French, Spanish, Italian, Dutch, Portuguese and Polish (and a few words of others).

Tables only; the code that reads them is in `quotes` and `automatic`. Everything is in lower case. A new language is a
few words in each table here, in `answer_words` and in `day_words`.
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
    "het volgende geschreven", "napisała", "pisze",
)  # fmt: skip
"""The last word of an attribution line, before its colon."""
WROTE_WITHIN = (
    " schrieb ", " schreef ", " skrev ",
    " napisana przez ",
)  # fmt: skip
"""Where the verb stands before the name: *Am ... schrieb Ada:*."""
WROTE_THEN_DATE = (" escreveu (",)
"""Where the date stands last, in brackets: *Ada <...> escreveu (segunda, ...):*."""
ATTRIBUTION_STARTS = (
    "on ", "am ", "le ", "el ", "il giorno ", "op ", "em ", "den ", "dnia ", "w dniu ", "il ", "в ", "> on ", "> am ",
    "no dia ", "às ", "wiadomość napisana przez ", "pon., ", "wt., ", "śr., ", "czw., ", "pt., ", "sob., ",
    "niedz., ",
)  # fmt: skip

FROM_LABELS = ("from", "von", "de", "da", "van", "från", "fra", "od", "от")
OTHER_LABELS = (
    "sent", "date", "to", "subject", "cc", "reply-to", "importance",
    "gesendet", "datum", "an", "betreff", "antwort an",
    "envoyé", "envoyé le", "à", "objet",
    "enviado", "enviado el", "fecha", "para", "asunto",
    "inviato", "data", "a", "oggetto", "verzonden", "aan", "onderwerp", "enviada em", "assunto", "skickat",
    "till", "ämne",
    "wysłane", "wysłano", "do", "temat", "enviada",
)  # fmt: skip

ORIGINALS = (
    "original message", "original appointment", "forwarded message", "begin forwarded message:",
    "ursprüngliche nachricht", "originalnachricht", "weitergeleitete nachricht", "ursprungliche nachricht",
    "anfang der weitergeleiteten nachricht:", "message d'origine", "message original", "message transféré",
    "début du message réexpédié :", "début du message transféré :", "mensaje original", "mensaje reenviado",
    "inicio del mensaje reenviado:", "messaggio originale", "oorspronkelijk bericht", "mensagem original",
    "messaggio inoltrato", "inizio messaggio inoltrato:", "doorgestuurd bericht", "begin doorgestuurd bericht:",
    "mensagem encaminhada", "mensagem reencaminhada", "início da mensagem encaminhada:",
    "início da mensagem reencaminhada:", "oryginalna wiadomość", "wiadomość oryginalna",
    "wiadomość przekazana dalej", "początek przekazywanej wiadomości:",
)  # fmt: skip
"""Alone on a line, between dashes or not, above what is quoted or forwarded."""

FOOTERS = (
    "sent from my ", "sent from mail for ", "sent from outlook", "sent from yahoo mail", "sent via ", "sent with ",
    "get outlook for ", "get bluemail for ", "sent by my ", "sent from proton mail", "sent from the all new aol app",
    "sent from samsung", "yahoo mail: search, organize",
    "von meinem ", "gesendet von ", "gesendet mit ", "diese nachricht wurde von meinem ", "holen sie sich outlook",
    "outlook für ", "envoyé de mon ", "envoyé par mon ", "envoyé depuis ", "envoyé à partir de ", "obtenez outlook ",
    "télécharger outlook", "enviado desde ", "enviado con ", "enviado do meu ", "obtener outlook ",
    "inviato da ", "verzonden vanaf ", "skickat från ",
    "ottieni outlook ", "scarica outlook ", "inviato dal mio ", "verstuurd vanaf ", "outlook voor ",
    "download outlook voor ", "enviado a partir do ", "obter o outlook ", "obtenha o outlook ",
    "baixe o outlook ", "wysłane z ", "wysłano z ", "pobierz outlook ", "pobierz program outlook ",
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
    "cordiali saluti", "distinti saluti", "saluti", "un saluto", "un caro saluto", "a presto",
    "met vriendelijke groet", "met vriendelijke groeten", "vriendelijke groet", "vriendelijke groeten",
    "hartelijke groet", "groet", "groeten", "groetjes", "mvg", "atenciosamente", "com os melhores cumprimentos",
    "melhores cumprimentos", "cumprimentos", "um abraço", "abraço", "abraços", "pozdrawiam",
    "serdecznie pozdrawiam", "pozdrowienia", "z pozdrowieniami", "z poważaniem",
)  # fmt: skip
REACTED = (
    "reacted to your message", "reacted to your message:", "reacted to your email", "reacted via gmail",
    "hat auf ihre nachricht reagiert", "hat auf deine nachricht reagiert", "a réagi à votre message",
    "a réagi à votre e-mail", "ha reaccionado a tu mensaje", "ha reaccionado a su mensaje", "reaccionó a tu mensaje",
    "ha reagito al tuo messaggio", "heeft gereageerd op je bericht", "heeft gereageerd op uw bericht",
    "reagiu à sua mensagem", "reagiu à tua mensagem", "zareagował(a) na twoją wiadomość",
    "zareagował na twoją wiadomość", "zareagowała na twoją wiadomość",
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
    "fuori sede", "fuori ufficio", "assente dall'ufficio", "automatische reactie", "afwezig", "niet op kantoor",
    "resposta automatica", "ausência temporária", "fora do escritório", "ausente do escritório", "autoodpowiedź",
    "nieobecność", "nieobecny", "nieobecna", "poza biurem",
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
    "sono assente", "fuori sede", "in ferie", "assenza", "op vakantie", "met vakantie", "met verlof",
    "niet op kantoor", "ausência", "de férias", "estarei de volta", "nieobecn", "na urlopie", "poza biurem",
)  # fmt: skip
"""Words by which an automatic mail says that its sender is away."""
BOUNCE_SUBJECTS = (
    "undeliver", "delivery status notification", "mail delivery failed", "mail delivery failure", "delivery failure",
    "returned mail", "failure notice", "message not delivered", "unzustellbar", "nicht zustellbar", "non remis",
    "échec de la remise", "no se puede entregar", "correo no entregado", "mail delivery subsystem",
)  # fmt: skip
