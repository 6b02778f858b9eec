"""Certificates for TLS tests, made with openssl: a root, a server "localhost", a client, and a stranger of another root."""

from __future__ import annotations

import functools
import subprocess
from pathlib import Path

from tests.service import folder


@functools.lru_cache(maxsize=None)
def make() -> Path:
    """The folder with ``ca.pem``, ``server.pem``, ``client.pem``, ``stranger.pem`` and their ``.key`` files."""
    root = folder() / "tls"
    root.mkdir()
    _root(root, "ca")
    _root(root, "other-ca")
    _signed(root, "server", "ca", "subjectAltName=DNS:localhost\nextendedKeyUsage=serverAuth")
    _signed(root, "client", "ca", "extendedKeyUsage=clientAuth")
    _signed(root, "stranger", "other-ca", "extendedKeyUsage=clientAuth")
    return root


def _root(root: Path, name: str) -> None:
    _openssl(root, "req", "-x509", *_new_key(name), "-days", "2", "-subj", f"/CN={name}", "-out", f"{name}.pem")


def _signed(root: Path, name: str, issuer: str, extensions: str) -> None:
    (root / f"{name}.ext").write_text(extensions)
    _openssl(root, "req", *_new_key(name), "-subj", f"/CN={name}", "-out", f"{name}.csr")
    _openssl(
        root,
        "x509",
        "-req",
        "-in",
        f"{name}.csr",
        "-CA",
        f"{issuer}.pem",
        "-CAkey",
        f"{issuer}.key",
        "-CAcreateserial",
        "-days",
        "2",
        "-extfile",
        f"{name}.ext",
        "-out",
        f"{name}.pem",
    )


def _new_key(name: str) -> list:
    return ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", f"{name}.key"]


def _openssl(root: Path, *arguments: str) -> None:
    subprocess.run(["openssl", *arguments], cwd=root, check=True, capture_output=True)
