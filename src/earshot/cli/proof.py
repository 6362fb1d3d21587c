"""earshot proof: examine a recording, and list its faults."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from earshot.cli.options import subcommand
from earshot.proof.examination import examine_recording
from earshot.proof.report import Proof

FAULTY = 3
"""Exit code if there are faults."""


def parser() -> argparse.ArgumentParser:
    parser = subcommand(
        "proof",
        "Examine a recording that `earshot narrate` made: its loudness, silences and clicks, and "
        "whether each sentence is complete, in the right voice and at its time.",
    )
    parser.add_argument(
        "file", metavar="FILE", help="recording, with its word timings (.json) beside it"
    )
    parser.add_argument(
        "--timings", default="", metavar="FILE", help="word timings (default: FILE with .json)"
    )
    parser.add_argument("--json", action="store_true", help="print all measurements as JSON")
    return parser


def run(args: argparse.Namespace) -> int:
    audio = Path(args.file)
    proof = examine_recording(audio, Path(args.timings or audio.with_suffix(".json")))
    if args.json:
        print(json.dumps(asdict(proof), ensure_ascii=False, indent=1))
    else:
        print("\n".join(_format_proof(proof)))
    return FAULTY if proof.faults else 0


def _format_proof(proof: Proof) -> Iterator[str]:
    notice = "yes" if proof.has_synthetic_notice else "no"
    yield f"{proof.file}  sha256 {proof.sha256}"
    for voice in (proof.voice, *proof.other_voices):
        if voice.is_human:
            yield f"person     {voice.name}"
            continue
        yield f"voice      {voice.name}  {voice.licence or 'licence unknown'}"
        yield f"consent    {voice.consent or 'unknown'}"
        yield f"model      {voice.fingerprint or 'not installed here'}"
    yield f"notice     synthetic voice, for machines: {notice}"
    yield f"signed     {_describe_signature(proof)}"
    yield f"length     {proof.duration / 1000:.1f} s, {proof.words_per_minute:.0f} words a minute"
    yield f"loudness   {proof.loudness:.1f} LUFS, true peak {proof.true_peak:.1f} dBTP"
    yield f"silence    {proof.longest_silence / 1000:.1f} s at most"
    yield f"doubts     {len(proof.doubts)} words, see `earshot check`"
    yield f"faults     {len(proof.faults)}"
    for fault in proof.faults:
        text = f"\n{'':10}{proof.sentences[fault.sentence].text}" if fault.sentence >= 0 else ""
        yield f"{fault.at / 1000:9.2f} s  {fault.kind}: {fault.message}{text}"


def _describe_signature(proof: Proof) -> str:
    if proof.signature is None:
        return "no"
    return f"by {proof.signature.signer or 'an unknown signer'}"
