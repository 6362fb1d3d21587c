"""The task that composes an edition from the recordings of its stories."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from babel import UnknownLocaleError
from babel.dates import format_date

from earshot import pipeline
from earshot.model import Article
from earshot.script.concatenation import concatenate
from earshot.server.jobs.tasks import ReportProgress, TaskData, save_revision
from earshot.server.storage.recordings import Recording

TITLE_TEMPLATES = {
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
"""The title and opening sentence, by language; for other languages the name alone."""
MAX_SUMMARY_CHARS = 280
"""The most characters of the excerpt, which lists the titles of the stories."""


def compose_edition(request: TaskData, report: ReportProgress) -> TaskData:
    """Write the script and plan of the edition to `folder`, from the recordings in the folders
    `stories`.

    Only the opening is synthesized; all other segments are copied.
    """
    day, language = date.fromisoformat(request["day"]), request["language"]
    title = request["title"] or edition_title(request["of"], day, language)
    article = Article(
        headline=title, blocks=(), language=language, published=day, site=request["site"]
    )
    stories = [Recording(Path(folder)).load_script() for folder in request["stories"]]
    script = concatenate(pipeline.build_script(article, intro=False), stories)
    summary = " · ".join(story.article.title for story in stories)
    reusable_folders = [*request["stories"], *request["reusable_folders"]]
    return save_revision(script, request | {"reusable_folders": reusable_folders}) | {
        "excerpt": summary[:MAX_SUMMARY_CHARS]
    }


def edition_title(name: str, day: date, language: str) -> str:
    """The title, which is spoken first: "Today’s stories from Lake News, Monday, November 3,
    2025"."""
    title = TITLE_TEMPLATES.get(language.split("-")[0].lower(), "{name}").format(name=name)
    try:
        return f"{title}, {format_date(day, 'full', language.replace('-', '_'))}"
    except (UnknownLocaleError, ValueError):
        return f"{title}, {day.isoformat()}"
