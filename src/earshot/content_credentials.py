"""Content credentials: a C2PA manifest in an audio file, signed with the certificate of its
publisher.

It says whether a model created the sound (IPTC's digital source type), and shows any later change
of the file. Needs the extra `earshot-audio[c2pa]`. https://spec.c2pa.org/
"""

from __future__ import annotations

import json
import wave
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from earshot.environment import read_variable
from earshot.errors import EarshotError, InvalidOption, PackageMissing
from earshot.files import write_file
from earshot.synthetic_voice import PARTLY_SYNTHETIC, SYNTHETIC, VoiceOrigin, find_origin
from earshot.version import __version__

CERTIFICATE_VARIABLE = "EARSHOT_C2PA_CERTIFICATE"
KEY_VARIABLE = "EARSHOT_C2PA_KEY"
MEDIA_TYPES = {
    ".mp3": "audio/mpeg",
    ".wav": "audio/wav",
    ".flac": "audio/flac",
    ".m4a": "audio/mp4",
    ".m4b": "audio/mp4",
}
"""The formats with a place for a manifest. Opus has none."""
AGENT = {"name": "Earshot", "version": __version__}
INVALID = "Invalid"


class SigningFailed(EarshotError):
    """The recording could not be signed: {reason}."""

    advice = f"check the certificate in {CERTIFICATE_VARIABLE}, or unset it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """The signature of a file."""

    signer: str
    """The organization in the certificate."""
    is_intact: bool
    """Whether the file is as it was signed. Who trusts the signer is not checked."""
    is_synthetic: bool
    """Whether the manifest says that a model created the sound or a part of it."""


def check_certificate() -> None:
    """Sign a silent sound, if the environment names a certificate or a key, so an error is
    found before a recording is made.

    Raises InvalidOption and PackageMissing.
    """
    if not (read_variable(CERTIFICATE_VARIABLE) or read_variable(KEY_VARIABLE)):
        return
    sound = BytesIO()
    with wave.open(sound, "wb") as writer:
        writer.setparams((1, 2, 8_000, 1, "NONE", ""))
        writer.writeframes(bytes(2))
    sound.seek(0)
    try:
        _sign(MEDIA_TYPES[".wav"], sound, BytesIO(), _describe("", find_origin("", [])))
    except _library().C2paError as error:
        raise _invalid(CERTIFICATE_VARIABLE, f"it cannot sign ({error})") from error


def sign_recording(path: Path, title: str, origin: VoiceOrigin) -> None:
    """Sign the file if the environment names a certificate and the format has a place for it.

    Raises SigningFailed, PackageMissing, Unwritable and DiskFull.
    """
    media_type = MEDIA_TYPES.get(path.suffix)
    if not media_type or not read_variable(CERTIFICATE_VARIABLE):
        return
    signed = BytesIO()  # not the file itself: the library would hide that the disk is full
    try:
        with path.open("rb") as source:
            _sign(media_type, source, signed, _describe(title, origin))
    except InvalidOption as error:  # its message has a path
        reason = f"{error.facts['option']}: {error.facts['expected']}"
        raise SigningFailed(reason=reason) from error
    except _library().C2paError as error:
        raise SigningFailed(reason=str(error)) from error
    write_file(path, signed.getvalue())


def _sign(media_type: str, source: BinaryIO, target: BinaryIO, manifest: dict[str, Any]) -> None:
    library = _library()
    key = _read_file(KEY_VARIABLE)
    info = library.C2paSignerInfo(
        alg=_find_algorithm(key).encode(),
        sign_cert=_read_file(CERTIFICATE_VARIABLE),
        private_key=key,
        ta_url=None,
    )
    with library.Signer.from_info(info) as signer:
        builder = library.Builder.from_json(json.dumps(manifest))
        builder.sign(signer, media_type, source, target)


def read_signature(path: Path) -> Signature | None:
    """The signature of a file; None if it has none, or the extra is not installed."""
    media_type = MEDIA_TYPES.get(path.suffix)
    try:
        library = _library()
    except PackageMissing:
        return None
    if not media_type:
        return None
    settings = library.Settings.from_dict({"verify": {"remote_manifest_fetch": False}})
    try:
        with path.open("rb") as file:
            context = library.Context(settings)
            reader = library.Reader.try_create(media_type, file, context=context)
            return _parse_signature(json.loads(reader.json())) if reader else None
    except library.C2paError:
        return Signature(signer="", is_intact=False, is_synthetic=False)


def _parse_signature(report: dict[str, Any]) -> Signature:
    manifest = report["manifests"][report["active_manifest"]]
    assertions = json.dumps(manifest["assertions"])
    return Signature(
        signer=manifest.get("signature_info", {}).get("issuer") or "",
        is_intact=report["validation_state"] != INVALID,
        is_synthetic=SYNTHETIC in assertions or PARTLY_SYNTHETIC in assertions,
    )


def _describe(title: str, origin: VoiceOrigin) -> dict[str, Any]:
    """The definition of the manifest."""
    created = {
        "action": "c2pa.created",
        "digitalSourceType": origin.source_type,
        "softwareAgent": AGENT,
        "parameters": {"voice": origin.voice},
    }
    return {
        "title": title,
        "claim_generator_info": [AGENT],
        "assertions": [{"label": "c2pa.actions.v2", "data": {"actions": [created]}}],
    }


def _read_file(variable: str) -> bytes:
    path = read_variable(variable)
    if not path:
        raise InvalidOption(
            option=variable, value="empty", expected="name a PEM file; the other one is set"
        )
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise _invalid(variable, (error.strerror or str(error)).lower()) from error


def _find_algorithm(key: bytes) -> str:
    """The name in C2PA of the algorithm of a private key."""
    from cryptography.hazmat.primitives.asymmetric import (  # noqa: PLC0415  # in the extra
        ec,
        ed25519,
        rsa,
    )
    from cryptography.hazmat.primitives.serialization import (  # noqa: PLC0415
        load_pem_private_key,
    )

    try:
        loaded = load_pem_private_key(key, password=None)
    except (ValueError, TypeError) as error:
        raise _invalid(KEY_VARIABLE, f"it is not a private key in PEM ({error})") from error
    if isinstance(loaded, ec.EllipticCurvePrivateKey):
        names = {"secp256r1": "es256", "secp384r1": "es384", "secp521r1": "es512"}
        if name := names.get(loaded.curve.name):
            return name
    if isinstance(loaded, ed25519.Ed25519PrivateKey):
        return "ed25519"
    if isinstance(loaded, rsa.RSAPrivateKey):
        return "ps256"
    raise _invalid(KEY_VARIABLE, "it must be a key for ES256, ES384, ES512, PS256 or Ed25519")


def _invalid(variable: str, expected: str) -> InvalidOption:
    return InvalidOption(option=variable, value=read_variable(variable), expected=expected)


def _library() -> Any:
    """The module of C2PA. Raises PackageMissing."""
    try:
        import c2pa  # noqa: PLC0415  # an extra
    except ImportError as error:
        hint = "pip install 'earshot-audio[c2pa]'"
        raise PackageMissing(feature=CERTIFICATE_VARIABLE, install_hint=hint) from error
    return c2pa
