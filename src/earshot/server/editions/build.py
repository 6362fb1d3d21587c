"""An edition: many stories as one recording, out of the sentences that they have already."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from babel import UnknownLocaleError
from babel.dates import format_date

from earshot import pipeline
from earshot.model import Article
from earshot.script.concatenation import joined
from earshot.server.jobs.tasks import Facts, Tell, laid_out
from earshot.server.storage.recordings import Recording

OPENINGS = {
    "da": "Dagens nyheder fra {name}",
    "de": "Die Nachrichten des Tages von {name}",
    "en": "Today’s stories from {name}",
    "es": "Las noticias del día de {name}",
    "fr": "Les articles du jour de {name}",
    "it": "Le notizie del giorno da {name}",
    "nb": "Dagens nyheter fra {name}",
    "nl": "Het nieuws van vandaag van {name}",
    "no": "Dagens nyheter fra {name}",
    "pl": "Wiadomości dnia z {name}",
    "pt": "As notícias do dia de {name}",
    "sv": "Dagens nyheter från {name}",
}
"""What an edition is called and opens with, by language; elsewhere it is the name alone."""
LISTED = 280
"""Characters of the stories' titles that are told where an edition is listed."""


def compose(request: Facts, tell: Tell) -> Facts:
    """Lay out the edition in `folder` of the recordings in the folders `stories`.

    What is said in them is taken from them; only the opening is new.
    """
    day, language = date.fromisoformat(request["day"]), request["language"]
    title = request["title"] or opening(request["of"], day, language)
    article = Article(
        headline=title, blocks=(), language=language, published=day, site=request["site"]
    )
    stories = [Recording(Path(folder)).script() for folder in request["stories"]]
    script = joined(pipeline.write(article, intro=False), stories)
    listed = " · ".join(story.article.title for story in stories)
    olds = [*request["stories"], *request["olds"]]
    return laid_out(script, request | {"olds": olds}) | {"opening": listed[:LISTED]}


def opening(name: str, day: date, language: str) -> str:
    """What is said first: "Today’s stories from Lake News, Monday, November 3, 2025"."""
    told = OPENINGS.get(language.split("-")[0].lower(), "{name}").format(name=name)
    try:
        return f"{told}, {format_date(day, 'full', language.replace('-', '_'))}"
    except (UnknownLocaleError, ValueError):
        return f"{told}, {day.isoformat()}"
