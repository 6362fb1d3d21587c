"""Bindings to FFmpeg's libraries through PyAV: resample, measure, encode, decode, remux."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from io import BytesIO
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from earshot.audio.codec import AudioCoding
from earshot.imports import LazyModule
from earshot.model import Chapter, Samples

if TYPE_CHECKING:
    import av
    import numpy as np
    from av.container import OutputContainer
else:  # a voice of the usual rate needs no FFmpeg before its first sound
    av, np = LazyModule("av"), LazyModule("numpy")

FRAME_SECONDS = 1
PCM16_MAX = 32_767
"""The largest 16-bit sample."""
FLAC = AudioCoding(codec="flac", container="flac", options=(("compression_level", "3"),))
"""Level 3 is the first with frames of a tenth of a second. The 27 ms frames of lower levels make
larger files and are slower to write and read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loudness:
    """EBU R 128 measurements of a whole recording."""

    integrated: float
    """LUFS, gated (ITU-R BS.1770-4); -70 for silence."""
    true_peak: float
    """dBTP; -inf for silence."""


def resample(samples: Samples, rate: int, to: int) -> Samples:
    """Resample to `to` Hz: exactly len(samples) * to / rate samples, rounded up."""
    wanted = -(-len(samples) * to // rate)
    if rate == to or not len(samples):
        return samples
    resampler = av.AudioResampler(format="fltp", layout="mono", rate=to)
    # The filter has latency; trailing silence flushes it.
    padded = np.concatenate([samples, np.zeros(rate // 100 + 1, np.float32)])
    frames = [*resampler.resample(_frame(padded, rate, 0)), *resampler.resample(None)]
    out: Samples = np.concatenate([frame.to_ndarray()[0] for frame in frames])
    return out[:wanted]


def measure_loudness(chunks: Iterable[Samples], rate: int) -> Loudness:
    """Loudness and true peak of mono audio played on two loudspeakers (`dualmono`)."""
    integrated, facts = _run_meter(chunks, rate, "true")
    peak = max((float(v) for k, v in facts.items() if "true_peak" in k), default=0.0)
    return Loudness(
        integrated=integrated,
        true_peak=20 * float(np.log10(peak)) if peak > 0 else float("-inf"),
    )


def measure_integrated_loudness(chunks: Iterable[Samples], rate: int) -> float:
    """The same without the true peak, which takes most of the time."""
    return _run_meter(chunks, rate, "none")[0]


def _run_meter(chunks: Iterable[Samples], rate: int, peak: str) -> tuple[float, dict[str, str]]:
    """The loudness and all measurements at the end of the audio."""
    graph = _build_graph(rate, "ebur128", f"peak={peak}:dualmono=1:metadata=1:framelog=quiet")
    facts: dict[str, str] = {}
    for frame in chain(_frames(chunks, rate), [None]):
        graph.push(frame)
        for measured in _pull_frames(graph):
            facts = dict(measured.metadata) or facts
    return float(facts.get("lavfi.r128.I", "-70")), facts


def _build_graph(rate: int, name: str, options: str) -> av.filter.Graph:
    """A filter between a source of mono samples and a sink."""
    graph = av.filter.Graph()
    source = graph.add_abuffer(
        sample_rate=rate, format="fltp", layout="mono", time_base=Fraction(1, rate)
    )
    effect, sink = graph.add(name, options), graph.add("abuffersink")
    source.link_to(effect)
    effect.link_to(sink)
    graph.configure()
    return graph


def encode(pieces: Iterable[Samples], rate: int, path: Path, coding: AudioCoding) -> int:
    """Write mono audio to `path` in pieces; returns the number of samples written."""
    written = 0
    with av.open(str(path), "w", format=coding.container) as container:
        stream = _add_audio_stream(container, rate, coding)
        for frame in _frames(_amplify(pieces, coding.makeup), rate):
            written += frame.samples
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return written


def encode_stream(pieces: Iterable[Samples], rate: int, coding: AudioCoding) -> Iterator[bytes]:
    """Encode mono audio and yield the bytes of the file while it is encoded. The container must not
    need its start rewritten: MP4 does."""
    target = _ByteQueue()
    with av.open(target, "w", format=coding.container) as container:
        stream = _add_audio_stream(container, rate, coding)
        for frame in _frames(_amplify(pieces, coding.makeup), rate):
            container.mux(stream.encode(frame))
            yield target.take()
        container.mux(stream.encode(None))
    yield target.take()


class _ByteQueue:
    """A file that FFmpeg can only write to, not rewind."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._parts.append(bytes(data))
        return len(data)

    def take(self) -> bytes:
        data = b"".join(self._parts)
        self._parts.clear()
        return data


def _add_audio_stream(container: OutputContainer, rate: int, coding: AudioCoding) -> av.AudioStream:
    stream = container.add_stream(coding.codec, rate=rate, options=dict(coding.options))
    if not isinstance(stream, av.AudioStream):
        raise TypeError(f"{coding.codec} is not an audio codec")
    stream.layout = "mono"
    if coding.bit_rate:
        stream.bit_rate = coding.bit_rate
    return stream


def _amplify(pieces: Iterable[Samples], factor: float) -> Iterator[Samples]:
    return (piece * np.float32(factor) for piece in pieces)


def change_tempo(samples: Samples, rate: int, tempo: float) -> Samples:
    """Play `tempo` times as fast at the same pitch; `tempo` is 0.5 to 100."""
    if tempo == 1 or not len(samples):
        return samples
    graph = _build_graph(rate, "atempo", str(tempo))
    graph.push(_frame(samples, rate, 0))
    graph.push(None)
    return np.concatenate([frame.to_ndarray()[0] for frame in _pull_frames(graph)])


def _pull_frames(graph: av.filter.Graph) -> Iterator[av.AudioFrame]:
    while True:
        try:
            frame = graph.pull()
        except (av.error.BlockingIOError, av.error.EOFError):
            return
        assert isinstance(frame, av.AudioFrame)
        yield frame


def encode_packets(pieces: Iterable[Samples], rate: int, coding: AudioCoding) -> list[bytes]:
    """Encode mono audio without a container: the packets of the encoder, including its initial
    delay and final padding."""
    encoder = av.CodecContext.create(coding.codec, "w")
    if not isinstance(encoder, av.AudioCodecContext):
        raise TypeError(f"{coding.codec} is not an audio codec")
    encoder.sample_rate = rate
    encoder.layout = "mono"
    encoder.format = "fltp"
    encoder.time_base = Fraction(1, rate)
    encoder.options = dict(coding.options)
    if coding.bit_rate:
        encoder.bit_rate = coding.bit_rate
    frames = _frames(_amplify(pieces, coding.makeup), rate)
    coded = [packet for frame in frames for packet in encoder.encode(frame)]
    return [bytes(packet) for packet in (*coded, *encoder.encode(None))]


def remux(source: Path, target: Path, container: str, chapters: Sequence[Chapter]) -> None:
    """Copy coded audio into a new file with its index at the front and `chapters` in it.

    MP4 writes the chapter track that Apple's players show only if the chapters are known before
    the first packet. They are known only after the last one.
    """
    options = {"movflags": "+faststart"} if container in {"mp4", "ipod"} else {}
    with av.open(str(source)) as old, av.open(str(target), "w", format=container) as new:
        stream = new.add_stream_from_template(old.streams.audio[0])
        _set_chapters(new, chapters, old.streams.audio[0].rate)
        for name, value in options.items():
            new.options[name] = value
        for packet in old.demux(old.streams.audio[0]):
            if packet.dts is not None:
                packet.stream = stream
                new.mux(packet)


def _set_chapters(container: OutputContainer, chapters: Sequence[Chapter], rate: int) -> None:
    base = Fraction(1, rate)
    container.set_chapters(
        [
            {
                "id": number,
                "start": chapter.start,
                "end": chapter.end,
                "time_base": base,
                "metadata": {"title": chapter.title},
            }
            for number, chapter in enumerate(chapters)
        ]
    )


def decode(path: Path, rate: int | None = None) -> tuple[Iterator[Samples], int]:
    """The mono audio of a file in pieces, and its rate; resampled if `rate` is given."""
    with av.open(str(path)) as container:
        own = container.streams.audio[0].rate
    return _decode(path, rate or own), rate or own


def decode_bytes(data: bytes, rate: int, max_seconds: float = 36_000.0) -> Samples:
    """The mono audio of a file in memory, at `rate`. Raises ValueError if it is not audio or lasts
    more than `max_seconds`: a few bytes can decode to hours."""
    pieces, length = [], 0
    try:
        for piece in _decode(BytesIO(data), rate):
            pieces.append(piece)
            length += len(piece)
            if length > max_seconds * rate:
                raise ValueError(f"it lasts longer than {max_seconds:.0f} s")
    except IndexError as error:
        raise ValueError("it has no sound") from error
    except av.error.FFmpegError as error:
        raise ValueError(f"it cannot be decoded ({error})") from error
    return np.concatenate(pieces) if pieces else np.zeros(0, np.float32)


def _decode(source: Path | BytesIO, rate: int) -> Iterator[Samples]:
    resampler = av.AudioResampler(format="fltp", layout="mono", rate=rate)
    with av.open(source if isinstance(source, BytesIO) else str(source), "r") as container:
        for frame in container.decode(audio=0):
            for piece in resampler.resample(frame):
                yield piece.to_ndarray()[0]
        for piece in resampler.resample(None):
            yield piece.to_ndarray()[0]


def encode_flac(samples: Samples, rate: int, comment: str) -> bytes:
    """Encode mono audio as 16-bit FLAC, with `comment` as its comment."""
    file = BytesIO()
    pcm = np.round(samples * np.float32(PCM16_MAX)).astype(np.int16)
    with av.open(file, "w", format="flac") as container:
        container.metadata["comment"] = comment
        stream = _add_audio_stream(container, rate, FLAC)
        stream.format = "s16"
        if len(pcm):
            frame = av.AudioFrame.from_ndarray(pcm[np.newaxis, :], format="s16", layout="mono")
            frame.sample_rate = rate
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return file.getvalue()


def decode_flac(data: bytes) -> tuple[Samples, int, str]:
    """The samples, rate and comment of `encode_flac`. Raises ValueError for any other data."""
    try:
        with av.open(BytesIO(data), "r", format="flac") as container:
            rate, notes = container.streams.audio[0].rate, container.metadata.get("comment", "")
            pcm = [frame.to_ndarray()[0] for frame in container.decode(audio=0)]
    except (av.error.FFmpegError, IndexError) as error:
        raise ValueError(f"not a FLAC file: {error}") from error
    joined = np.concatenate(pcm) if pcm else np.zeros(0, np.int16)
    return joined.astype(np.float32) / np.float32(PCM16_MAX), rate, notes


def _frames(pieces: Iterable[Samples], rate: int) -> Iterator[av.AudioFrame]:
    """Non-empty frames of limited size, with timestamps."""
    at = 0
    step = rate * FRAME_SECONDS
    for piece in pieces:
        for start in range(0, len(piece), step):
            frame = _frame(piece[start : start + step], rate, at)
            at += frame.samples
            yield frame


def _frame(samples: Samples, rate: int, at: int) -> av.AudioFrame:
    plane = np.ascontiguousarray(samples[np.newaxis, :], dtype=np.float32)
    frame = av.AudioFrame.from_ndarray(plane, format="fltp", layout="mono")
    frame.sample_rate = rate
    frame.pts = at
    frame.time_base = Fraction(1, rate)
    return frame
