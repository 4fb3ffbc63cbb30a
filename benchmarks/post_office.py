"""The peer: django-post-office doing the same job, as a process of its own.

``python -m benchmarks.post_office PORT MAILS FOLDER BATCH`` queues MAILS mails from a template and sends them with its
own `send_queued`, which claims, renders, builds, sends and records BATCH at a time; it prints mails a second. What
became of a batch is recorded at its end, so a kill on the way repeats the whole batch: with one mail to a batch it
keeps the promise that we keep, over a new connection each time, for its connections last as long as a batch.
"""

import json
import subprocess
import sys
import time
from pathlib import Path


def measure(port: int, mails: int, folder: Path, text: str, html: str, batch: int) -> float:
    """Return mails a second; *text* and *html* are the bodies, with a name and a link to fill in."""
    (folder / "bodies.json").write_text(json.dumps([text, html]))
    command = [sys.executable, "-m", "benchmarks.post_office", str(port), str(mails), str(folder), str(batch)]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return float(said.strip().splitlines()[-1])


def main(port: int, mails: int, folder: Path, batch: int) -> None:
    """Set Django up on a SQLite file, queue, send, print."""
    import django
    from django.conf import settings

    settings.configure(
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(folder / "post_office.db")}},
        INSTALLED_APPS=["post_office"],
        EMAIL_BACKEND="post_office.EmailBackend",
        EMAIL_HOST="127.0.0.1",
        EMAIL_PORT=port,
        POST_OFFICE={"BATCH_SIZE": batch, "THREADS_PER_PROCESS": 1, "LOG_LEVEL": 1, "TEMPLATE_ENGINE": "django"},
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        USE_TZ=True,
    )
    django.setup()
    from django.core.management import call_command
    from post_office import mail
    from post_office.models import EmailTemplate

    call_command("migrate", verbosity=0)
    text, html = json.loads((folder / "bodies.json").read_text())
    template = EmailTemplate.objects.create(name="prompt", subject="A step", content=text, html_content=html)
    mail.send_many([
        {"sender": "coach@example.org", "recipients": [f"p{n}@example.org"], "template": template,
         "context": {"name": f"Person {n}", "link": f"https://go.example.org/a/{n}"}, "render_on_delivery": True}
        for n in range(mails)
    ])  # fmt: skip
    began = time.perf_counter()
    for _ in range(0, mails, batch):
        mail.send_queued(processes=1)
    took = time.perf_counter() - began
    assert not mail.get_queued().exists()
    print(mails / took)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4]))
