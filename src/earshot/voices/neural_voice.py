"""Base class of the voices that run on onnxruntime."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from earshot.imports import LazyModule
from earshot.voices.phonemizer import Phonemizer

if TYPE_CHECKING:
    from earshot.voices.onnx import session as onnx_session
else:  # a command that uses another voice starts sooner without it
    onnx_session = LazyModule("earshot.voices.onnx.session")

__all__ = ["NeuralVoice", "onnx_session"]


class NeuralVoice:
    """A model and its phonemizer. Both are loaded with the first utterance."""

    silent = False

    def __init__(self, name: str, file: Path, language: str) -> None:
        """`language` is that of the phonemes, as `Phonemizer` takes it."""
        self.name = name
        self._file = file
        self._phonemizer = Phonemizer(language)
        self._session: onnx_session.Session | None = None

    def load(self) -> None:
        """Load the model. Raises BrokenVoice."""
        self._phonemizer.load()
        self._load_session()

    def close(self) -> None:
        self._phonemizer.close()
        self._session = None

    def _load_session(self) -> onnx_session.Session:
        """Raises BrokenVoice."""
        self._session = self._session or self._open_session()
        return self._session

    def _open_session(self) -> onnx_session.Session:
        return onnx_session.Session(self.name, self._file)
