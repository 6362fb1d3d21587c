"""The task that composes an edition from the recordings of its stories."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from babel import UnknownLocaleError
from babel.dates import format_date
from msgspec.structs import replace

from earshot import pipeline
from earshot.model import Article
from earshot.script.concatenation import concatenate
from earshot.server.jobs.messages import ComposeEdition, PreparedStory, ReportProgress
from earshot.server.jobs.prepare_task import save_revision
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


def compose_edition(request: ComposeEdition, report: ReportProgress) -> PreparedStory:
    """Write the script and plan of the edition to `folder`, from the recordings of its
    stories.

    Only the opening is synthesized; all other segments are copied.
    """
    content = request.content
    day, language = date.fromisoformat(content.day), content.language
    title = request.title or edition_title(content.name, day, language)
    article = Article(
        headline=title, blocks=(), language=language, published=day, site=content.site
    )
    stories = [Recording(Path(folder)).load_script() for folder in content.stories]
    script = concatenate(pipeline.build_script(article, intro=False), stories)
    summary = " · ".join(story.article.title for story in stories)
    reusable_folders = [*content.stories, *request.reusable_folders]
    prepared = save_revision(script, replace(request, reusable_folders=reusable_folders))
    prepared.excerpt = summary[:MAX_SUMMARY_CHARS]
    return prepared


def edition_title(name: str, day: date, language: str) -> str:
    """The title, which is spoken first: "Today’s stories from Lake News, Monday, November 3,
    2025"."""
    title = TITLE_TEMPLATES.get(language.split("-")[0].lower(), "{name}").format(name=name)
    try:
        return f"{title}, {format_date(day, 'full', language.replace('-', '_'))}"
    except (UnknownLocaleError, ValueError):
        return f"{title}, {day.isoformat()}"
