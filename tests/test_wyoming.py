"""The Wyoming server, asked by the client of Home Assistant."""

import asyncio
import json
import os
import signal
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path
from typing import TypeVar

import numpy as np
import pytest
from serving import OFFLINE_ENVIRONMENT, SERVE_COMMAND, start_process
from wyoming.client import AsyncTcpClient, AsyncUnixClient
from wyoming.error import Error
from wyoming.event import Event
from wyoming.info import Describe, Info
from wyoming.ping import Ping
from wyoming.tts import (
    Synthesize,
    SynthesizeChunk,
    SynthesizeStart,
    SynthesizeStop,
    SynthesizeVoice,
)

from earshot.cli import main
from earshot.wyoming import framing, server
from earshot.wyoming.requests import VoiceRequest
from earshot.wyoming.server import WyomingServer
from earshot.wyoming.speech import SpeechDefaults, TextSpeaker
from earshot.wyoming.text_stream import TextStream

T = TypeVar("T")
ESPEAK = SynthesizeVoice(name="espeak:en-us")
LAST_EVENTS = ("audio-stop", "error")


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """The port of `earshot wyoming`, which must end well when it is asked to."""
    command = (*SERVE_COMMAND[:-1], "wyoming")
    process = start_process(command, ["--port", "0"], OFFLINE_ENVIRONMENT | os.environ)
    assert process.stdout
    line = process.stdout.readline()
    yield int(line.rpartition(b":")[2])
    process.send_signal(signal.SIGTERM)
    process.communicate()
    assert process.wait() == 0


def ask(port: int, conversation: Callable[[AsyncTcpClient], Awaitable[T]]) -> T:
    async def run() -> T:
        async with AsyncTcpClient("127.0.0.1", port) as client:
            return await conversation(client)

    return asyncio.run(run())


async def read_until(client: AsyncTcpClient | AsyncUnixClient, *last: str) -> list[Event]:
    events: list[Event] = []
    while event := await client.read_event():
        events.append(event)
        if event.type in last:
            break
    return events


def speak(port: int, request: Synthesize) -> list[Event]:
    async def converse(client: AsyncTcpClient) -> list[Event]:
        await client.write_event(request.event())
        return await read_until(client, *LAST_EVENTS)

    return ask(port, converse)


def stream(port: int, *pieces: str, voice: SynthesizeVoice | None = ESPEAK) -> list[Event]:
    async def converse(client: AsyncTcpClient) -> list[Event]:
        await client.write_event(SynthesizeStart(voice=voice).event())
        for piece in pieces:
            await client.write_event(SynthesizeChunk(text=piece).event())
        await client.write_event(Synthesize("".join(pieces), voice=voice).event())
        await client.write_event(SynthesizeStop().event())
        return await read_until(client, "synthesize-stopped")

    return ask(port, converse)


def samples(events: list[Event]) -> np.ndarray:
    sound = b"".join(each.payload or b"" for each in events if each.type == "audio-chunk")
    return np.frombuffer(sound, "<i2")


def kinds(events: list[Event]) -> list[str]:
    """The types of the events, without repetitions."""
    names = [each.type for each in events]
    return [name for name, before in zip(names, ["", *names], strict=False) if name != before]


def send_raw(port: int, sent: bytes) -> list[dict[str, object]]:
    """The events that answer these bytes, until the server closes the connection."""
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(sent)
        with connection.makefile("rb") as answers:
            return [json.loads(answers.read(json.loads(line)["data_length"])) for line in answers]


def test_info_names_the_installed_voices_and_their_languages(port: int) -> None:
    async def converse(client: AsyncTcpClient) -> Info:
        await client.write_event(Describe().event())
        event = await client.read_event()
        assert event
        return Info.from_event(event)

    (program,) = ask(port, converse).tts
    languages = {voice.name: voice.languages for voice in program.voices}
    assert program.supports_synthesize_streaming
    assert languages["house:kathleen"] == ["en-US"]
    assert languages["espeak:de"] == ["de"]
    assert not any(name.startswith("silent") for name in languages)


@pytest.mark.parametrize("voice", ["espeak:en-us", "house:kathleen"])
def test_a_sentence_is_spoken_by_the_named_voice(port: int, voice: str) -> None:
    events = speak(port, Synthesize("The door is open.", voice=SynthesizeVoice(name=voice)))
    assert kinds(events) == ["audio-start", "audio-chunk", "audio-stop"]
    assert events[0].data == {"rate": 24_000, "width": 2, "channels": 1}
    assert len(samples(events)) > 12_000
    assert np.abs(samples(events)).max() > 3_000


def test_voices_differ(port: int) -> None:
    english, german = (
        samples(speak(port, Synthesize("Good morning.", voice=SynthesizeVoice(name=name))))
        for name in ("espeak:en-us", "espeak:de")
    )
    assert not np.array_equal(english, german)


def test_a_language_selects_a_voice_that_speaks_it(port: int) -> None:
    german = speak(port, Synthesize("Guten Morgen.", voice=SynthesizeVoice(language="de_DE")))
    named = speak(port, Synthesize("Guten Morgen.", voice=SynthesizeVoice(name="espeak:de")))
    assert np.array_equal(samples(german), samples(named))


@pytest.mark.parametrize(
    "asked, voice, language",
    [
        (VoiceRequest(voice="espeak:de"), "espeak:de", "de"),
        (VoiceRequest(language="fr"), "", "fr"),
        (VoiceRequest(voice="espeak:de", language="fr"), "espeak:de", "de"),
        (VoiceRequest(), "espeak:en-us", "en-US"),
    ],
)
def test_the_language_of_a_short_text_is_never_guessed(
    asked: VoiceRequest, voice: str, language: str
) -> None:
    chosen = TextSpeaker(SpeechDefaults(voice="espeak:en-us")).choose_voice(
        "La porte est ouverte.", asked
    )
    assert (chosen.voice, chosen.language) == (voice, language)


def test_a_streamed_text_is_spoken_once_and_then_ended(port: int) -> None:
    events = stream(port, "The door", " is open. The li", "ght is on")
    assert kinds(events) == ["audio-start", "audio-chunk", "audio-stop", "synthesize-stopped"]
    whole = speak(port, Synthesize("The door is open. The light is on", voice=ESPEAK))
    assert len(samples(events)) == pytest.approx(len(samples(whole)), rel=0.05)


def test_the_first_sentence_is_spoken_before_the_text_has_ended(port: int) -> None:
    async def converse(client: AsyncTcpClient) -> list[Event]:
        await client.write_event(SynthesizeStart(voice=ESPEAK).event())
        await client.write_event(SynthesizeChunk(text="The door is open. The").event())
        first = await read_until(client, "audio-chunk")
        await client.write_event(SynthesizeStop().event())
        return first + await read_until(client, "synthesize-stopped")

    assert kinds(ask(port, converse))[-2:] == ["audio-stop", "synthesize-stopped"]


def test_a_stream_without_words_ends_without_audio(port: int) -> None:
    assert kinds(stream(port, "… \n", "  ")) == ["synthesize-stopped"]


def test_a_stream_for_an_unknown_voice_is_answered_and_ended(port: int) -> None:
    events = stream(port, "The door is open. The light", voice=SynthesizeVoice(name="house:nobody"))
    assert kinds(events) == ["error", "synthesize-stopped"]


def test_sentences_leave_the_stream_when_the_next_one_has_begun() -> None:
    async def add(*pieces: str) -> list[str]:
        text = TextStream(VoiceRequest(), TextSpeaker(SpeechDefaults()))
        return [await text.add(each) for each in pieces] + [await text.take_rest()]

    taken = asyncio.run(add("It costs 3", ".5 euros. ", "Mr. ", "Hill", " pays."))
    assert "".join(taken) == "It costs 3.5 euros. Mr. Hill pays."
    assert taken[-1] == "Mr. Hill pays."


def test_a_stream_without_the_end_of_a_sentence_is_cut_between_words() -> None:
    async def add(text: TextStream) -> tuple[str, str]:
        return await text.add("word " * 1_000 + "en"), await text.take_rest()

    taken, rest = asyncio.run(add(TextStream(VoiceRequest(), TextSpeaker(SpeechDefaults()))))
    assert (taken, rest) == ("word " * 1_000, "en")


@pytest.mark.parametrize(
    "data, code, text",
    [
        ({"text": "Hello", "voice": {"name": "house:kathlen"}}, "misspelled_voice", "kathleen"),
        ({"text": "Hello", "voice": {"name": "nobody"}}, "unknown_voice", "nobody"),
        ({"text": "Hello", "voice": {"language": "xx"}}, "unspoken_language", "xx"),
        ({"text": "Hello", "voice": {"language": "../x"}}, "invalid_option", "en-US"),
        ({"text": "Hello", "voice": "kathleen"}, "invalid_option", "object"),
        ({"text": "Hello", "voice": {"name": 5}}, "invalid_option", "string"),
        ({"text": "<p/>", "text_format": "ssml"}, "invalid_option", "text_format"),
        ({"text": "  \n "}, "no_article", "no words"),
        ({"text": ""}, "no_article", "no words"),
        ({"text": "… — …"}, "no_article", "no words"),
        ({"text": 7}, "invalid_option", "string"),
        ({}, "invalid_option", "string"),
        ({"text": "a" * 100_001}, "invalid_option", "100,000"),
    ],
)
def test_a_wrong_request_gets_an_error_and_the_connection_stays_open(
    port: int, data: dict[str, object], code: str, text: str
) -> None:
    async def converse(client: AsyncTcpClient) -> list[Event]:
        await client.write_event(Event("synthesize", data))
        await client.write_event(Ping(text="still here?").event())
        return await read_until(client, "error")

    events = ask(port, converse)
    error = Error.from_event(events[-1])
    assert error.code == code
    assert text in error.text
    assert "earshot " not in error.text


def test_a_ping_is_answered_while_a_long_text_is_spoken(port: int) -> None:
    async def converse(client: AsyncTcpClient) -> list[Event]:
        await client.write_event(Synthesize("The door is open. " * 400, voice=ESPEAK).event())
        await client.write_event(Ping(text="there?").event())
        return await read_until(client, "audio-stop")

    events = ask(port, converse)
    assert "pong" in [each.type for each in events[:-1]]


def test_events_of_other_services_are_ignored(port: int) -> None:
    async def converse(client: AsyncTcpClient) -> Event | None:
        await client.write_event(Event("transcribe", {"language": "en"}, b"sound"))
        await client.write_event(Event("synthesize-stop"))
        await client.write_event(Ping(text="😀 é").event())
        return await client.read_event()

    event = ask(port, converse)
    assert event
    assert event.data == {"text": "😀 é"}


def test_endless_sound_of_another_service_delays_no_ping(port: int) -> None:
    async def converse(client: AsyncTcpClient) -> list[Event]:
        await client.write_event(Synthesize("The door is open. " * 200, voice=ESPEAK).event())
        for _ in range(100):
            await client.write_event(Event("audio-chunk", {"rate": 16_000}, bytes(20_000)))
        await client.write_event(Ping(text="there?").event())
        return await read_until(client, "audio-stop")

    assert "pong" in [each.type for each in ask(port, converse)[:-1]]


def test_odd_characters_are_spoken_around(port: int) -> None:
    header = b'{"type": "synthesize", "data": {"text": "Good \\ud800 \\u0000 morning."}}\n'
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(header)
        with connection.makefile("rb") as answers:
            assert json.loads(answers.readline())["type"] == "audio-start"


@pytest.mark.parametrize(
    "sent, reason",
    [
        (b"GET / HTTP/1.1\r\n\r\n", "not valid JSON"),
        (b"[" * 60_000 + b"\n", "not valid JSON"),
        (b"\xff\xfe\n", "not valid JSON"),
        (b"[]\n", "not a JSON object"),
        (b'{"data": {}}\n', "no type"),
        (b'{"type": "ping", "data": 5}\n', "the data is not a JSON object"),
        (b'{"type": "ping", "data_length": -1}\n', "data_length"),
        (b'{"type": "ping", "data_length": "9"}\n', "data_length"),
        (b'{"type": "ping", "data_length": 1000001}\n', "data_length"),
        (b'{"type": "ping", "payload_length": 1e9}\n', "payload_length"),
        (b'{"type": "ping", "data_length": 3}\n{a}', "the data is not valid JSON"),
        (b'{"type": "ping", "data_length": 2}\n[]', "the data is not a JSON object"),
        (b"a" * 70_000, "longer than 65536 bytes"),
    ],
)
def test_a_malformed_event_gets_an_error_and_the_connection_is_closed(
    port: int, sent: bytes, reason: str
) -> None:
    (error,) = send_raw(port, sent)
    assert error["code"] == "malformed_event"
    assert reason in str(error["text"])


@pytest.mark.parametrize("sent", [b'{"type"', b'{"type": "ping", "data_length": 9}\n{'])
def test_an_event_that_is_cut_off_gets_an_error(port: int, sent: bytes) -> None:
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(sent)
        connection.shutdown(socket.SHUT_WR)
        with connection.makefile("rb") as answers:
            assert b"malformed_event" in answers.read()


def test_two_clients_are_served_at_once(port: int) -> None:
    async def converse(text: str) -> list[Event]:
        async with AsyncTcpClient("127.0.0.1", port) as client:
            await client.write_event(Synthesize(text, voice=ESPEAK).event())
            return await read_until(client, *LAST_EVENTS)

    async def both() -> tuple[list[Event], list[Event]]:
        return await asyncio.gather(converse("The door is open."), converse("The light is on."))

    first, second = asyncio.run(both())
    assert kinds(first) == kinds(second) == ["audio-start", "audio-chunk", "audio-stop"]
    assert not np.array_equal(samples(first), samples(second))


def test_a_client_that_leaves_in_the_middle_does_not_disturb_others(port: int) -> None:
    async def leave(client: AsyncTcpClient) -> None:
        await client.write_event(Synthesize("The door is open. " * 500, voice=ESPEAK).event())
        await read_until(client, "audio-chunk")

    for _ in range(3):
        ask(port, leave)
    events = speak(port, Synthesize("The light is on.", voice=ESPEAK))
    assert kinds(events) == ["audio-start", "audio-chunk", "audio-stop"]


def connect(port: int) -> socket.socket:
    """A client that the server knows: its ping was answered."""
    connection = socket.create_connection(("127.0.0.1", port))
    ping(connection)
    return connection


def ping(connection: socket.socket) -> None:
    connection.sendall(b'{"type": "ping"}\n')
    answer = b""
    while b"\n" not in answer:
        received = connection.recv(1_000)
        assert received, "disconnected"
        answer += received
    assert b"pong" in answer


def test_idle_clients_make_place_for_new_ones_and_those_who_listen_stay(port: int) -> None:
    async def listen_in_a_crowd(listener: AsyncTcpClient) -> list[Event]:
        # It does not read for a while, so the server cannot finish this text.
        await listener.write_event(Synthesize("The door is open. " * 5_000, voice=ESPEAK).event())
        await read_until(listener, "audio-chunk")
        await asyncio.to_thread(replace_the_first_of_a_crowd)
        await listener.write_event(Ping(text="there?").event())
        return await read_until(listener, "pong")

    def replace_the_first_of_a_crowd() -> None:
        with ExitStack() as stack:
            first, *others = [
                stack.enter_context(connect(port)) for _ in range(server.MAX_CLIENTS - 1)
            ]
            newest = stack.enter_context(connect(port))
            assert first.recv(100) == b"", "the longest idle one is disconnected"
            for each in (*others, newest):
                ping(each)

    assert ask(port, listen_in_a_crowd)[-1].type == "pong"


def test_a_client_above_the_limit_gets_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "MAX_CLIENTS", 1)

    async def converse() -> list[Event]:
        async with serve_unix(tmp_path / "speech.sock", 60) as listener:
            await listener.write_event(Synthesize("The door is open. " * 200).event())
            await read_until(listener, "audio-chunk")
            async with AsyncUnixClient(str(tmp_path / "speech.sock")) as second:
                return await read_until(second, "error")

    [event] = asyncio.run(converse())
    assert Error.from_event(event).code == "too_many_clients"


@asynccontextmanager
async def serve_unix(path: Path, idle_seconds: float) -> AsyncIterator[AsyncUnixClient]:
    unix_server = WyomingServer(SpeechDefaults(voice="espeak:en-us"), idle_seconds)
    listening = await unix_server.listen(f"unix:{path}", 0)
    async with AsyncUnixClient(str(path)) as client:
        yield client
    listening.close()


def test_a_unix_socket_is_served(tmp_path: Path) -> None:
    async def converse() -> list[Event]:
        async with serve_unix(tmp_path / "speech.sock", 60) as client:
            await client.write_event(Synthesize("The door is open.").event())
            return await read_until(client, *LAST_EVENTS)

    assert kinds(asyncio.run(converse())) == ["audio-start", "audio-chunk", "audio-stop"]


def test_a_client_that_says_nothing_is_disconnected(tmp_path: Path) -> None:
    async def converse() -> Event | None:
        async with serve_unix(tmp_path / "speech.sock", 0.01) as client:
            return await client.read_event()

    assert asyncio.run(converse()) is None


def test_a_taken_port_is_reported(port: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["wyoming", "--port", str(port)]) == 1
    assert "choose another port with --port" in capsys.readouterr().err


@pytest.mark.parametrize(
    "option, value",
    [("--voice", "nobody"), ("--language", "?"), ("--speed", "9"), ("--port", "70000")],
)
def test_a_wrong_option_is_rejected(
    option: str, value: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["wyoming", option, value]) == 1
    assert value in capsys.readouterr().err


def test_an_event_is_read_back_as_it_was_written() -> None:
    async def read_back(event: framing.Event) -> framing.Event:
        reader = asyncio.StreamReader()
        reader.feed_data(framing.encode_event(event))
        return await framing.read_body(reader, await framing.read_header(reader))

    event = framing.Event("audio-chunk", {"rate": 24_000, "text": "é\n"}, b"\0\n{")
    assert asyncio.run(read_back(event)) == event
