"""What FFmpeg's libraries do for us, through PyAV: resample, measure, encode, decode, remux."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from io import BytesIO
from pathlib import Path

import av
import numpy as np
from av.audio.codeccontext import AudioCodecContext
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from av.container import OutputContainer

from earshot.model import Chapter, Samples

FRAME_SECONDS = 1
PCM16_MAX = 32_767
"""The largest sample of 16 bits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AudioCoding:
    """How an audio file is coded: FFmpeg's names for the codec, its container and its options."""

    codec: str
    container: str
    bit_rate: int | None = None
    """Bits a second, or None for a codec that loses nothing."""
    options: tuple[tuple[str, str], ...] = ()
    makeup: float = 1.0
    """What the encoder turns the sound down by, to be multiplied in before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loudness:
    """EBU R 128 figures of a whole recording."""

    integrated: float
    """LUFS, gated (ITU-R BS.1770-4); -70 for silence."""
    true_peak: float
    """dBTP; -inf for silence."""


def resample(samples: Samples, rate: int, to: int) -> Samples:
    """The same sound at `to` Hz: exactly len(samples) * to / rate samples, rounded up."""
    wanted = -(-len(samples) * to // rate)
    if rate == to or not len(samples):
        return samples
    resampler = AudioResampler(format="fltp", layout="mono", rate=to)
    # The filter looks ahead; silence behind the sound lets it run to the sound's end.
    padded = np.concatenate([samples, np.zeros(rate // 100 + 1, np.float32)])
    frames = [*resampler.resample(_frame(padded, rate, 0)), *resampler.resample(None)]
    out: Samples = np.concatenate([frame.to_ndarray()[0] for frame in frames])
    return out[:wanted]


def measure_loudness(chunks: Iterable[Samples], rate: int) -> Loudness:
    """Loudness and true peak of mono sound, heard on two loudspeakers (`dualmono`)."""
    graph = av.filter.Graph()
    source = graph.add_abuffer(
        sample_rate=rate, format="fltp", layout="mono", time_base=Fraction(1, rate)
    )
    meter = graph.add("ebur128", "peak=true:dualmono=true:metadata=true:framelog=quiet")
    sink = graph.add("abuffersink")
    source.link_to(meter)
    meter.link_to(sink)
    graph.configure()
    facts: dict[str, str] = {}
    for frame in _frames(chunks, rate):
        graph.push(frame)
        facts = _pull_metadata(graph) or facts
    graph.push(None)
    facts = _pull_metadata(graph) or facts
    peak = max((float(v) for k, v in facts.items() if "true_peak" in k), default=0.0)
    return Loudness(
        integrated=float(facts.get("lavfi.r128.I", "-70")),
        true_peak=20 * float(np.log10(peak)) if peak > 0 else float("-inf"),
    )


def _pull_metadata(graph: av.filter.Graph) -> dict[str, str]:
    """The newest figures that came out of the meter, if any did."""
    facts: dict[str, str] = {}
    while True:
        try:
            frame = graph.pull()
        except (av.error.BlockingIOError, av.error.EOFError):
            return facts
        facts = dict(frame.metadata) or facts


def encode(pieces: Iterable[Samples], rate: int, path: Path, coding: AudioCoding) -> int:
    """Write mono sound to `path` as it comes; returns how many samples went in."""
    written = 0
    with av.open(str(path), "w", format=coding.container) as container:
        stream = container.add_stream(coding.codec, rate=rate, options=dict(coding.options))
        if not isinstance(stream, AudioStream):
            raise TypeError(f"{coding.codec} is not an audio codec")
        stream.layout = "mono"
        if coding.bit_rate:
            stream.bit_rate = coding.bit_rate
        made_up = (piece * np.float32(coding.makeup) for piece in pieces)
        for frame in _frames(made_up, rate):
            written += frame.samples
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return written


def encode_packets(pieces: Iterable[Samples], rate: int, coding: AudioCoding) -> list[bytes]:
    """Mono sound coded without a container: what the encoder gives, packet by packet, its opening
    delay and closing silence included."""
    encoder = av.CodecContext.create(coding.codec, "w")
    if not isinstance(encoder, AudioCodecContext):
        raise TypeError(f"{coding.codec} is not an audio codec")
    encoder.sample_rate = rate
    encoder.layout = "mono"
    encoder.format = "fltp"
    encoder.time_base = Fraction(1, rate)
    encoder.options = dict(coding.options)
    if coding.bit_rate:
        encoder.bit_rate = coding.bit_rate
    made_up = (piece * np.float32(coding.makeup) for piece in pieces)
    coded = [packet for frame in _frames(made_up, rate) for packet in encoder.encode(frame)]
    return [bytes(packet) for packet in (*coded, *encoder.encode(None))]


def remux(source: Path, target: Path, container: str, chapters: Sequence[Chapter]) -> None:
    """Copy coded audio into a new file with its index at the front and `chapters` in it.

    MP4 writes the chapter track that Apple's players show only when the chapters are known before
    the first packet, and they are known after the last.
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
    """The mono sound of an audio file, piece by piece, and its rate; resampled where `rate` is."""
    with av.open(str(path)) as container:
        own = container.streams.audio[0].rate
    return _decode(path, rate or own), rate or own


def decode_bytes(data: bytes, rate: int, max_seconds: float = 36_000.0) -> Samples:
    """The mono sound of an audio file in memory, at `rate`. Raises ValueError where it is none, or
    lasts more than `longest` seconds: a few bytes may stand for hours."""
    pieces, length = [], 0
    try:
        for piece in _decode(BytesIO(data), rate):
            pieces.append(piece)
            length += len(piece)
            if length > max_seconds * rate:
                raise ValueError(f"it lasts longer than {max_seconds:.0f} s")
    except (av.error.FFmpegError, IndexError) as error:
        raise ValueError(f"it cannot be decoded ({error})") from error
    return np.concatenate(pieces) if pieces else np.zeros(0, np.float32)


def _decode(source: Path | BytesIO, rate: int) -> Iterator[Samples]:
    resampler = AudioResampler(format="fltp", layout="mono", rate=rate)
    with av.open(source if isinstance(source, BytesIO) else str(source), "r") as container:
        for frame in container.decode(audio=0):
            for piece in resampler.resample(frame):
                yield piece.to_ndarray()[0]
        for piece in resampler.resample(None):
            yield piece.to_ndarray()[0]


def encode_flac(samples: Samples, rate: int, comment: str) -> bytes:
    """A FLAC file of mono sound at 16 bits a sample, with `notes` as its comment.

    Level 3 is the first with frames of a tenth of a second; those of 27 ms below it are larger in
    all and take longer, to write and to read.
    """
    file = BytesIO()
    pcm = np.round(samples * np.float32(PCM16_MAX)).astype(np.int16)
    with av.open(file, "w", format="flac") as container:
        container.metadata["comment"] = comment
        stream = container.add_stream("flac", rate=rate, options={"compression_level": "3"})
        if not isinstance(stream, AudioStream):
            raise TypeError("flac is not an audio codec")
        stream.layout, stream.format = "mono", "s16"
        if len(pcm):
            frame = av.AudioFrame.from_ndarray(pcm[np.newaxis, :], format="s16", layout="mono")
            frame.sample_rate = rate
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return file.getvalue()


def decode_flac(data: bytes) -> tuple[Samples, int, str]:
    """Samples, rate and notes that `to_flac` was given. Raises ValueError for anything else."""
    try:
        with av.open(BytesIO(data), "r", format="flac") as container:
            rate, notes = container.streams.audio[0].rate, container.metadata.get("comment", "")
            pcm = [frame.to_ndarray()[0] for frame in container.decode(audio=0)]
    except (av.error.FFmpegError, IndexError) as error:
        raise ValueError(f"no FLAC file: {error}") from error
    joined = np.concatenate(pcm) if pcm else np.zeros(0, np.int16)
    return joined.astype(np.float32) / np.float32(PCM16_MAX), rate, notes


def _frames(pieces: Iterable[Samples], rate: int) -> Iterator[av.AudioFrame]:
    """Frames of a bounded size with their place in time; none is empty."""
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
