"""The names that stand for a voice of the script: the narrator's, and that of other languages."""

from __future__ import annotations

NARRATOR, FOREIGN = "narrator", "foreign"
