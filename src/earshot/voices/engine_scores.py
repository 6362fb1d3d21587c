"""The MOS of the engines of this package. The default voice is found without loading the engines
that are worse."""

from __future__ import annotations

MOS = {
    "kokoro": 4.03,  # predicted by NISQA-TTS for 30 news sentences of af_heart, with int8 weights
    # An estimate, not measured on the real weights: the usual score of neural voices.
    "piper": 4.0,
    # Of house:kathleen, predicted by NISQA-TTS for ten news sentences, see `docs/house-voice.md`;
    # the speaker's own recordings get 4.09.
    "house": 3.9,
    # An estimate, not measured on the real weights. It is lower than that of the house voices, so
    # that an unmeasured voice does not replace a measured one.
    "kitten": 3.5,
    "flite": 2.55,  # predicted by NISQA-TTS for 30 news sentences of slt
    "espeak": 1.55,  # predicted by NISQA-TTS for ten news sentences of en-us
    "openai": 0.0,
    "silent": 0.0,
}
