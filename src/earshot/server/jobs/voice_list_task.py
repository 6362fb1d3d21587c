"""The task that lists the voices of this machine."""

from __future__ import annotations

from earshot.server.jobs.messages import InstalledVoice, ListVoices, ReportProgress, VoiceList


def list_voices(request: ListVoices, report: ReportProgress) -> VoiceList:
    return VoiceList(voices=list_installed_voices())


def list_installed_voices() -> list[InstalledVoice]:
    """The best engine first. They are read from the disk each time: a voice may be installed or
    removed while the process runs."""
    from earshot.voices.registry import list_voices  # noqa: PLC0415  # engines load on first use

    return [
        InstalledVoice(
            id=each.name,
            engine=each.engine,
            name=each.speaker.name,
            languages=each.speaker.languages,
            mos=each.mos,
        )
        for each in list_voices()
        if not each.speaker.install_hint
    ]
