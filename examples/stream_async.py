"""Send an article to a player while it is synthesized: `python stream_async.py URL | mpv -`."""

import asyncio
import sys

from earshot import narrate, stream_segments


async def main(source: str) -> None:
    narration = await asyncio.to_thread(narrate, source)
    sys.stdout.buffer.write(wav_header(narration.rate))
    async for segment in stream_segments(narration):
        sys.stdout.buffer.write((segment.samples * 32_767).astype("<i2").tobytes())
        sys.stdout.flush()


def wav_header(rate: int) -> bytes:
    """Of mono audio with 16 bits and an unknown length."""
    unknown = b"\xff\xff\xff\xff"
    values = [(16, 4), (1, 2), (1, 2), (rate, 4), (2 * rate, 4), (2, 2), (16, 2)]
    description = b"".join(value.to_bytes(size, "little") for value, size in values)
    return b"RIFF" + unknown + b"WAVEfmt " + description + b"data" + unknown


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
