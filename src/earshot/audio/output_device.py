"""Samples → the loudspeakers of this machine.

A program of the desktop plays them if there is one, since it knows the sound server. Otherwise
FFmpeg writes to the audio system itself.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import av

from earshot.audio import ffmpeg
from earshot.audio.codec import AudioCoding
from earshot.errors import AudioDeviceUnavailable
from earshot.model import Samples

DEFAULT_DEVICE = "default"
PROGRAMS = {
    "paplay": "paplay --raw --rate={rate} --channels=1 --format=s16le",
    "aplay": "aplay -q -t raw -f S16_LE -r {rate} -c 1",
    "ffplay": "ffplay -v error -nodisp -autoexit -f s16le -ar {rate} -i -",
}
"""Programs that play samples from standard input, in the order of preference."""
DEVICE_OPTIONS = {"paplay": "--device={device}", "aplay": "-D{device}"}
AUDIO_SYSTEMS = {"linux": "alsa", "darwin": "audiotoolbox"}
"""FFmpeg's name of the audio system, by platform."""
ALSA_CONFIGURATION = Path("/usr/share/alsa/alsa.conf")


def play(pieces: Iterable[Samples], rate: int, device: str = DEFAULT_DEVICE) -> None:
    """Play mono audio and return when it has been played. Raises AudioDeviceUnavailable."""
    usable = [name for name in PROGRAMS if device == DEFAULT_DEVICE or name in DEVICE_OPTIONS]
    program = next(filter(shutil.which, usable), None)
    if program:
        _play_by_program(pieces, _command(program, rate, device), device)
    else:
        _play_by_ffmpeg(pieces, rate, device)


def _command(program: str, rate: int, device: str) -> list[str]:
    command = PROGRAMS[program].format(rate=rate).split()
    if device != DEFAULT_DEVICE:
        command.append(DEVICE_OPTIONS[program].format(device=device))
    return command


def _play_by_program(pieces: Iterable[Samples], command: list[str], device: str) -> None:
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE)
    if process.stdin is None or process.stderr is None:
        raise RuntimeError("the program has no pipes")
    with process:
        try:
            for piece in pieces:
                process.stdin.write((piece * ffmpeg.PCM16_MAX).astype("<i2").tobytes())
                process.stdin.flush()
        except BrokenPipeError:
            pass  # the program has ended: it says why
        except BaseException:
            process.kill()  # Ctrl+C discards the buffered audio too
            raise
        _, message = process.communicate()
    if process.returncode:
        reason = message.decode(errors="replace").strip().splitlines()[-1:] or ["it ended"]
        raise AudioDeviceUnavailable(device=device, reason=f"{command[0]}: {reason[0]}")


def _play_by_ffmpeg(pieces: Iterable[Samples], rate: int, device: str) -> None:
    if ALSA_CONFIGURATION.exists():  # PyAV's own copy of ALSA looks for it elsewhere
        os.environ.setdefault("ALSA_CONFIG_PATH", str(ALSA_CONFIGURATION))
    system = AUDIO_SYSTEMS.get(sys.platform, "")
    reason = "no audio system is supported here"
    try:
        if system in av.formats_available:
            coding = AudioCoding(codec="pcm_s16le", container=system)
            ffmpeg.encode(pieces, rate, Path(device), coding)
            return
    except av.error.FFmpegError as error:
        reason = (error.strerror or str(error)).lower()
    reason += f", and none of {', '.join(PROGRAMS)} is installed"
    raise AudioDeviceUnavailable(device=device, reason=reason)
