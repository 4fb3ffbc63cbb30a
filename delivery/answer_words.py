"""Answers and commands as people write them, in the languages we read; in lower case, without points at their ends.

A word that means one thing in one of these languages and another in a second stands in `LOCAL`, and counts only for
somebody whose own language it is.
"""

YES = (
    "yes", "y", "yep", "yeah", "yes please", "ja", "jawohl", "jep", "ja bitte", "oui", "sí", "si",
    "sì", "sim", "jazeker", "ja hoor", "tak jest",
)  # fmt: skip
NO = (
    "no", "n", "nope", "nein", "nö", "nee", "non",
    "neen", "não", "nao",
)  # fmt: skip
DONE = (
    "done", "did it", "i did it", "i did", "did that", "completed", "erledigt", "gemacht", "geschafft", "getan",
    "habe ich gemacht", "hab ich gemacht", "ich habe es gemacht", "ich hab's gemacht", "fertig", "all done", "fait",
    "terminé", "terminado", "listo", "c'est fait", "je l'ai fait", "hecho", "lo hice", "✅", "✔", "☑",
    "fatto", "ho fatto", "l'ho fatto", "finito", "completato", "gedaan", "klaar", "gelukt", "heb ik gedaan",
    "ik heb het gedaan", "feito", "está feito", "já fiz", "concluído", "concluido", "terminei", "zrobione",
    "zrobiłem", "zrobiłam", "zrobilem", "zrobilam", "gotowe", "wykonane",
)  # fmt: skip
NOT_YET = (
    "not yet", "not yet, leave it open", "noch nicht", "noch nicht, offen lassen", "pas encore",
    "pas encore, je laisse ouvert", "todavía no", "todavia no", "aún no", "aun no", "non ancora", "ancora no",
    "nog niet", "ainda não", "ainda nao", "jeszcze nie",
)  # fmt: skip
NO_CHANCE = (
    "na", "n/a", "n.a.", "n/a.", "no chance", "no chance to", "i had no chance", "i had no chance to",
    "had no chance",
    "keine gelegenheit", "hatte keine gelegenheit", "ich hatte keine gelegenheit", "pas l'occasion", "pas d'occasion",
    "je n'ai pas eu l'occasion", "pas eu l'occasion", "sin oportunidad", "no tuve oportunidad", "no tuve ocasión",
    "nessuna occasione", "non ho avuto occasione", "non ne ho avuto l'occasione", "nessuna opportunità",
    "geen gelegenheid", "geen kans", "ik had geen gelegenheid", "ik had geen kans", "sem oportunidade",
    "sem ocasião", "não tive oportunidade", "nao tive oportunidade", "não tive ocasião", "brak okazji",
    "nie było okazji", "nie miałem okazji", "nie miałam okazji",
)  # fmt: skip
NUMBER_WORDS = (
    ("zero", "null", "zéro", "cero"),
    ("one", "eins", "un", "une", "uno", "una", "één", "een", "jedna", "jedno"),
    ("two", "zwei", "deux", "dos", "twee", "duas", "dois", "dwa", "dwie"),
    ("three", "drei", "trois", "tres", "tre", "drie", "três", "trzy"),
    ("four", "vier", "quatre", "cuatro", "quattro", "quatro", "cztery"),
    ("five", "fünf", "fuenf", "cinq", "cinco", "cinque", "vijf", "pięć"),
    ("six", "sechs", "seis", "zes", "sześć"),
    ("seven", "sieben", "sept", "siete", "sette", "zeven", "sete", "siedem"),
    ("eight", "acht", "huit", "ocho", "oito", "osiem"),
    ("nine", "neun", "neuf", "nueve", "nove", "negen", "dziewięć"),
    ("ten", "zehn", "dix", "diez", "dieci", "tien", "dziesięć"),
)  # fmt: skip
NUMBERED = (
    "answer", "option", "number", "choice", "no.", "nr.", "antwort", "auswahl", "nummer", "réponse", "choix",
    "numéro",
    "n°", "respuesta", "opción", "número", "#", "lettera", "letter", "buchstabe", "lettre", "letra",
    "risposta", "opzione", "numero", "scelta", "antwoord", "optie", "keuze", "resposta", "opção",
    "opcao", "escolha", "odpowiedź", "opcja", "numer", "wybór", "litera",
)  # fmt: skip
TASK_LABELS = (
    "task", "micro-task", "microtask", "aufgabe", "tâche", "tache", "tarea",
    "compito", "taak", "opdracht", "tarefa", "zadanie",
)  # fmt: skip
QUESTION_LABELS = (
    "question", "frage", "pregunta",
    "domanda", "vraag", "pergunta", "questão", "pytanie",
)  # fmt: skip
ANSWER_LABELS = (
    "q", "f", "answer", "antwort", "réponse", "reponse", "respuesta",
    "risposta", "antwoord", "resposta", "odpowiedź",
)  # fmt: skip
"""Before a colon they say what is answered: *Aufgabe: 1*; the last ones only with a number, *Q1: 3*."""
CHEERS = "👍👌🙂😊😀🎉💪🙏☺✅✔"
"""Signs behind an answer that leave it the same; alone, some of them are one."""
AND = (
    "and", "und", "et", "y", "&", "+",
    "ed", "oraz",
)  # fmt: skip
"""Between two answers on one line; by themselves some of them are answers."""
COUNTED = (
    "days", "day", "times", "time", "x", "of 5", "out of 5", "/5", "/ 5", "tage", "tag", "mal", "von 5",
    "jours", "jour",
    "fois", "sur 5", "días", "dias", "día", "veces", "vez", "de 5",
    "giorni", "giorno", "volte", "volta", "su 5", "dagen", "dag", "keer", "van de 5", "van 5", "vezes", "dni",
    "dzień", "razy", "raz", "z 5",
)  # fmt: skip
HEDGES = (
    "but", "not", "or", "only", "almost", "except", "though", "maybe", "kind", "sort", "aber", "nicht", "oder",
    "nur", "fast",
    "vielleicht", "mais", "pas", "ou", "presque", "seulement", "pero", "casi", "o", "solo", "quizás",
    "ma", "però", "oppure", "non", "quasi", "forse", "soltanto", "maar", "niet", "of", "alleen", "bijna", "misschien",
    "mas", "não", "nao", "talvez", "apenas", "só", "ale", "nie", "lub", "albo", "tylko", "prawie", "może", "chyba",
)  # fmt: skip
"""A first word behind an answer that may turn it round; such an answer is for a person to read."""
SURELY = "of course"
"""In English this begins with the Dutch word for *or* and turns nothing."""
DENIALS = ("non", "niet", "não", "nao", "nie")
"""Those of them that only say *no* once more: *no, non l'ho fatto*."""

STOP = (
    "stop", "stop all", "stopp", "unsubscribe", "please unsubscribe", "please unsubscribe me", "unsubscribe me",
    "please stop", "stop please", "leave", "opt out", "remove me", "please remove me", "take me off this list",
    "take me off the list", "abmelden", "bitte abmelden", "ich möchte mich abmelden", "austragen", "bitte austragen",
    "abbestellen", "bitte abbestellen", "aufhören", "keine mails mehr", "bitte keine mails mehr",
    "désabonner", "me désabonner", "se désabonner", "désabonnez-moi", "désinscrire", "me désinscrire",
    "désinscrivez-moi", "merci de me désabonner", "merci de me désinscrire", "désinscription", "arrêter", "arrêt",
    "baja", "darme de baja", "darse de baja", "dar de baja", "cancelar suscripción", "parar",
    "annulla iscrizione", "disiscrivimi", "cancellami", "afmelden", "uitschrijven", "stoppen", "meld mij af",
    "schrijf mij uit", "cancelar inscrição", "cancelar subscrição", "sair", "wypisz mnie", "rezygnuję",
    "anuluj subskrypcję",
)  # fmt: skip
PAUSE = (
    "pause", "please pause", "pause please", "pausieren", "bitte pausieren", "pause bitte", "bitte pause",
    "mettre en pause", "faire une pause", "pausa", "pausar", "pausa por favor",
    "metti in pausa", "in pausa", "pauze", "pauze graag", "pauzeren", "pauzeer", "fazer uma pausa",
    "pausa, por favor", "pauza", "przerwa", "wstrzymaj", "zrób przerwę",
)  # fmt: skip
RESUME = (
    "resume", "please resume", "unpause", "start again", "continue", "i am back", "i'm back", "back",
    "fortsetzen", "wieder aufnehmen", "weitermachen", "weiter", "ich bin zurück", "bin zurück", "zurück", "wieder da",
    "ich bin wieder da", "reprendre", "je suis de retour", "de retour", "reanudar", "continuar", "he vuelto",
    "estoy de vuelta", "ya he vuelto",
    "riprendi", "riprendere", "continua", "sono tornato", "sono tornata", "sono di ritorno", "hervatten",
    "doorgaan", "ga verder", "terug", "ik ben terug", "ik ben er weer", "retomar", "voltei", "estou de volta",
    "wznów", "kontynuuj", "wróciłem", "wróciłam", "jestem z powrotem",
)  # fmt: skip
FEWER = (
    "fewer", "fewer please", "less", "less often", "fewer mails", "fewer emails", "weniger", "weniger bitte",
    "bitte weniger", "weniger mails", "seltener", "moins", "moins souvent", "moins de mails", "menos",
    "menos correos", "con menos frecuencia",
    "meno", "meno spesso", "meno mail", "meno email", "minder", "minder graag", "minder vaak", "minder mails",
    "menos vezes", "menos e-mails", "mniej", "mniej maili", "rzadziej",
)  # fmt: skip
READING = (
    "i read them", "i read them, i just don't answer", "i read them i just don't answer", "i just read them",
    "reading", "i read", "ich lese sie", "ich lese sie, ich antworte nur nicht", "ich lese mit", "ich lese nur",
    "lese nur", "je les lis", "je lis", "je les lis, je ne réponds pas", "los leo", "solo los leo",
    "los leo, pero no contesto",
    "le leggo", "le leggo, ma non rispondo", "le leggo soltanto", "ik lees ze",
    "ik lees ze, ik antwoord alleen niet", "ik lees mee", "eu leio", "leio-os", "leio, só não respondo", "czytam",
    "czytam je", "czytam, tylko nie odpowiadam",
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
    "assente fino a", "assente fino al", "sono assente fino a", "sono assente fino al", "via fino a",
    "via fino al", "in ferie fino a", "in ferie fino al", "sono in ferie fino a", "sono in ferie fino al",
    "in vacanza fino al", "pausa fino a", "pausa fino al", "afwezig tot", "ik ben afwezig tot", "weg tot",
    "ik ben weg tot", "op vakantie tot", "ik ben op vakantie tot", "met vakantie tot", "met verlof tot",
    "pauze tot", "ausente até", "estou ausente até", "estarei ausente até", "de férias até",
    "estou de férias até", "fora até", "pausa até", "nieobecny do", "nieobecna do", "jestem nieobecny do",
    "jestem nieobecna do", "na urlopie do", "jestem na urlopie do", "urlop do", "pauza do", "przerwa do",
)  # fmt: skip
GREETINGS = (
    "hi", "hello", "hey", "dear", "good morning", "good afternoon", "hallo", "guten morgen", "guten tag",
    "moin", "servus",
    "liebe", "lieber", "bonjour", "salut", "bonsoir", "cher", "chère", "hola", "buenos días", "buenas",
    "buenas tardes",
    "ciao", "salve", "buongiorno", "buonasera", "gentile", "caro", "cara", "hoi", "dag", "beste", "goedemorgen",
    "goedemiddag", "geachte", "olá", "oi", "bom dia", "boa tarde", "prezado", "prezada", "cześć", "dzień dobry",
    "witam", "witaj", "drogi", "droga",
)  # fmt: skip

LOCAL = {
    "it": {"due": "2", "sei": "6"},
    "nl": {"nul": "0"},
    "pl": {"tak": "yes", "nie": "no", "jeden": "1", "no": "?", "ja": "?"},
    "pt": {"um": "1", "uma": "1"},
}
"""By language: what a word means there alone, or ``?`` where it means something else there than in other languages.

*tak* is yes in Polish and thanks in Danish; *nie* is no in Polish and never in German; Poles say *no* for yes, and *ja*
is I to them; *due* and *sei* are English and German words, as *um* and *jeden* are German ones; *nul* is bad in French.
"""
