from pathlib import Path

import numpy as np
import pytest
from recordings import make_narration

from earshot.audio.ffmpeg import decode, measure_loudness
from earshot.errors import UnknownFormat
from earshot.mastering import CEILING_DBTP, RATE
from earshot.publish import audio_file, audio_formats


@pytest.mark.parametrize("ending", audio_formats.FORMATS)
def test_every_format_decodes_to_exactly_the_samples_that_went_in(
    tmp_path: Path, ending: str
) -> None:
    path = tmp_path / f"a.{ending}"
    sound = [passage.samples for passage in make_narration().segments]
    audio_file.write_audio(iter(sound), RATE, path)
    audio_file.write_index(path, [])
    heard = np.concatenate(list(decode(path, RATE)[0]))
    assert len(heard) == sum(map(len, sound))
    loudness = measure_loudness([heard], RATE).integrated
    assert abs(loudness - measure_loudness(sound, RATE).integrated) < 0.5
    assert measure_loudness([heard], RATE).true_peak <= CEILING_DBTP + 1.5


def test_an_unknown_format_is_rejected_with_a_list_of_formats() -> None:
    with pytest.raises(UnknownFormat, match="mp3, m4a, m4b, opus, flac, wav"):
        audio_formats.get_coding("aiff")
