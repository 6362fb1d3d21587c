"""Recognize notes about the author below a story if the author is unknown."""

from __future__ import annotations

import re
from collections.abc import Sequence

from earshot.ingest.filter_types import FilterVerdict
from earshot.ingest.reported_speech import reports_speech

_REASON = "about the author"
_NAME = (
    r"(?-i:[^\W\d_a-z][\w.'’-]+(?: (?:de|del|van|von|der|da|di|bin|al|la|"
    r"[^\W\d_a-z][\w.'’-]*)){1,3})"
)
_JOBS = (
    r"(?:(?:co-?)?founder|journalist(?:in)?|reporter(?:in)?|correspondent|columnist|editor|author|"
    r"writer|blogger|historian|professor|lecturer|researcher|fellow|analyst|producer|"
    r"photographer|critic|contributor|freelancer?|economist|manager|consultant|novelist|"
    r"autor(?:in|a)?|redakteur(?:in)?|korrespondent(?:in)?|professorin|schriftsteller(?:in)?|"
    r"historiker(?:in)?|journaliste|auteure?|écrivaine?|professeure?|chercheu(?:r|se)|"
    r"historienn?e?|chroniqueu(?:r|se)|periodista|politólog[oa]|investigadora?|escritora?|"
    r"profesora?|analista|columnista|giornalista|scrittore|scrittrice|autore|autrice|"
    r"professore|ricercatore|ricercatrice|jornalista|professora|pesquisadora?|colunista|"
    r"redacteur|schrijver|hoogleraar)"
)
_BIOGRAPHY = re.compile(
    rf"^\W*(?P<name>{_NAME})(?:,[^,]{{1,60}},)? (?:is|was|ist|war|est|es|è|é|är|er) "
    rf"(?:[\w&’'.-]+,? ){{0,9}}?{_JOBS}\b",
    re.I,
)
_QUOTATION = re.compile(r"[\"“”„«»]")
_MAX_CHARS = 450
_MAX_NOTES = 3
_MIN_STORY_BLOCKS = 3
"""In a shorter text the person may be its subject."""


def drop_biographies(verdicts: Sequence[FilterVerdict]) -> list[FilterVerdict]:
    """Drop the last texts if each introduces someone that the story does not mention."""
    result = list(verdicts)
    spoken = [index for index, verdict in enumerate(result) if not verdict.reason]
    for position in range(len(spoken) - 1, _MIN_STORY_BLOCKS - 1, -1):
        candidate = result[spoken[position]].candidate
        name = _introduced_name(candidate.text)
        above = (result[index].candidate.text for index in spoken[:position])
        if not name or len(spoken) - position > _MAX_NOTES or any(name in text for text in above):
            break
        result[spoken[position]] = FilterVerdict(candidate, _REASON)
    return result


def _introduced_name(text: str) -> str:
    """Return the last name of the person that the text introduces, or an empty string."""
    if len(text) > _MAX_CHARS or _QUOTATION.search(text) or reports_speech(text):
        return ""
    found = _BIOGRAPHY.match(text)
    return found["name"].split()[-1] if found else ""
