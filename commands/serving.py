"""`demo`, `serve`, `web` and `listen`: to look at, everything on one machine in one command, one door alone."""

from typing import Annotated

import typer

from commands.main import app


@app.command()
def demo() -> None:
    """Show the whole thing in a minute: simulated people, real flows, a local inbox. Nothing leaves this machine."""
    from commands.demonstration.running import demonstrate

    demonstrate()


@app.command()
def serve(
    quiet: Annotated[bool, typer.Option("--quiet", help="Say only what goes wrong.")] = False,
    every_s: Annotated[
        float, typer.Option("--every", min=1, metavar="SECONDS", help="How often the flows look for what is due.")
    ] = 60,
) -> None:
    """Run everything on this machine: database, Prefect server, flows, web door. Ctrl-C stops it cleanly."""
    from commands.machine import serve_machine

    serve_machine(quiet, every_s)


@app.command()
def web() -> None:
    """Run the web door alone, for an installation whose flows run elsewhere."""
    from commands.listening import check_free
    from commands.settings import all_settings
    from commands.web_process import main

    check_free(*next(iter(all_settings().values())).listen)
    main()


@app.command()
def listen() -> None:
    """Take mail where FOLLOWTHROUGH_LISTEN_MAIL says, by LMTP or SMTP. `serve` does too."""
    from commands.mail_door_process import main

    main()


@app.command()
def deploy(
    pool: Annotated[str, typer.Option("--pool", help="The work pool; made if it is missing.")] = "followthrough",
    every_s: Annotated[
        float, typer.Option("--every", min=1, metavar="SECONDS", help="How often the flows look for what is due.")
    ] = 60,
) -> None:
    """Register the flows at the Prefect server of FOLLOWTHROUGH_PREFECT_API_URL, for workers on any machine."""
    from commands.working import deploy as register

    names = register(pool, every_s)
    print(f"Registered for the work pool '{pool}': {', '.join(names)}. Start `followthrough worker` on each machine.")


@app.command()
def worker(
    pool: Annotated[str, typer.Option("--pool", help="The work pool of `deploy`.")] = "followthrough",
    limit: Annotated[int, typer.Option("--limit", min=1, help="Runs at once on this machine.")] = 2,
) -> None:
    """Run what the Prefect server hands out, until told to stop. Start as many as you like; they share by claims."""
    from commands.working import work

    work(pool, limit)
