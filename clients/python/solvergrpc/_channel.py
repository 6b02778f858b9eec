"""Addresses, credentials and channel options."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Iterable, List, Optional, Tuple, Union

import grpc
import grpc.aio

MESSAGE_BYTES_MAX = 64 * 1024 * 1024
"""A million periods of a composite model with bounds take 48 MB."""

OPTIONS: List[Tuple[str, int]] = [
    ("grpc.max_receive_message_length", MESSAGE_BYTES_MAX),
    ("grpc.max_send_message_length", MESSAGE_BYTES_MAX),
]

Options = Iterable[Tuple[str, object]]

STREAM_OPTIONS: Options = [
    ("grpc.use_local_subchannel_pool", 1),
    ("grpc.keepalive_time_ms", 10_000),
    ("grpc.keepalive_timeout_ms", 5_000),
    ("grpc.http2.max_pings_without_data", 0),
]
"""A stream has a connection of its own, and finds out when nobody is at its other end."""

PathLike = Union[str, Path]


@dataclass(frozen=True)
class Tls:
    """How the two sides prove who they are: PEM files."""

    ca: Optional[PathLike] = None
    """Certificates to trust; absent: those of the system."""
    certificate: Optional[PathLike] = None
    """Our own certificate, for a service that asks for one (mutual TLS); needs ``key``."""
    key: Optional[PathLike] = None
    """The private key of ``certificate``."""
    server_name: Optional[str] = None
    """The name in the service's certificate, where it is not the host of the address."""

    def __post_init__(self) -> None:
        if (self.certificate is None) != (self.key is None):  # gRPC would abort the process
            raise ValueError("certificate and key go together")

    def credentials(self) -> grpc.ChannelCredentials:
        """For gRPC."""
        return grpc.ssl_channel_credentials(_read(self.ca), _read(self.key), _read(self.certificate))


def arguments(address: str, tls: Optional[Tls]) -> Tuple[str, Optional[grpc.ChannelCredentials], List[Tuple[str, object]]]:
    """Target, credentials (``None``: plaintext) and options of a channel.

    ``address`` is ``host:port``, ``http://host:port``, ``https://host:port`` or ``unix:/path``.
    """
    options: List[Tuple[str, object]] = list(OPTIONS)
    if address.startswith("https://"):
        tls = tls or Tls()
    target = address.split("://", 1)[-1].rstrip("/") if address.startswith(("http://", "https://")) else address
    if tls is None:
        return target, None, options
    if tls.server_name:
        options.append(("grpc.ssl_target_name_override", tls.server_name))
    return target, tls.credentials(), options


def connect(address: str, tls: Optional[Tls], extra: Options = ()) -> grpc.Channel:
    """A blocking channel."""
    target, credentials, options = arguments(address, tls)
    options += extra
    return grpc.insecure_channel(target, options) if credentials is None else grpc.secure_channel(target, credentials, options)


def connect_aio(address: str, tls: Optional[Tls], extra: Options = ()) -> grpc.aio.Channel:
    """An asyncio channel."""
    target, credentials, options = arguments(address, tls)
    options += extra
    aio = grpc.aio
    return aio.insecure_channel(target, options) if credentials is None else aio.secure_channel(target, credentials, options)


def _read(path: Optional[PathLike]) -> Optional[bytes]:
    return None if path is None else Path(path).read_bytes()
