from pathlib import Path

import numpy as np
import pytest
from recordings import narration

from earshot.audio.ffmpeg import decode, measure
from earshot.errors import UnknownFormat
from earshot.mastering import CEILING, RATE
from earshot.publish import audio_file as media


@pytest.mark.parametrize("ending", media.FORMATS)
def test_every_format_decodes_to_exactly_the_samples_that_went_in(
    tmp_path: Path, ending: str
) -> None:
    path = tmp_path / f"a.{ending}"
    sound = [passage.samples for passage in narration().passages]
    media.write(iter(sound), RATE, path)
    media.index(path, [])
    heard = np.concatenate(list(decode(path, RATE)[0]))
    assert len(heard) == sum(map(len, sound))
    loudness = measure([heard], RATE).integrated
    assert abs(loudness - measure(sound, RATE).integrated) < 0.5
    assert measure([heard], RATE).true_peak <= CEILING + 1.5


def test_an_unknown_format_names_those_there_are() -> None:
    with pytest.raises(UnknownFormat, match="mp3, m4a, m4b, opus, flac, wav"):
        media.coding("aiff")
