"""The roles of voices in a script: the narrator, and voices for other languages."""

from __future__ import annotations

NARRATOR, FOREIGN = "narrator", "foreign"
