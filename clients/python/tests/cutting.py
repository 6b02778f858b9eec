"""A proxy that breaks links in the middle of an event."""

from __future__ import annotations

import socket
import struct
import threading
from typing import List

PREFACE_BYTES = 24
HEADER_BYTES = 9
DATA = 0


class CuttingProxy:
    """Forwards TCP connections to a service with HTTP/2, and resets the k-th one in the middle of the ``cuts[k]``-th DATA
    frame that the client sends on it. Later connections are left alone.
    """

    def __init__(self, target: str, cuts: List[int]) -> None:
        self._host, port = target.split("://")[-1].split(":")
        self._port = int(port)
        self._cuts = list(cuts)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def cuts_left(self) -> int:
        """How many links are still to be cut."""
        return len(self._cuts)

    def close(self) -> None:
        """Takes no more connections."""
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            try:
                server = socket.create_connection((self._host, self._port))
            except OSError:
                _reset(client)
                continue
            for end in (client, server):
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=_pump, args=(server, client), daemon=True).start()
            threading.Thread(target=self._forward, args=(client, server), daemon=True).start()

    def _forward(self, client: socket.socket, server: socket.socket) -> None:
        cut = self._cuts[0] if self._cuts else None
        try:
            server.sendall(_read(client, PREFACE_BYTES))
            frames = 0
            while True:
                header = _read(client, HEADER_BYTES)
                payload = _read(client, int.from_bytes(header[:3], "big"))
                frames += header[3] == DATA
                if header[3] == DATA and frames == cut:
                    self._cuts.pop(0)
                    server.sendall(header + payload[: len(payload) // 2])
                    break
                server.sendall(header + payload)
        except OSError:
            pass
        for end in (client, server):
            _reset(end)


def _read(source: socket.socket, count: int) -> bytes:
    data = b""
    while len(data) < count:
        more = source.recv(count - len(data))
        if not more:
            raise ConnectionError
        data += more
    return data


def _pump(source: socket.socket, target: socket.socket) -> None:
    try:
        while data := source.recv(65536):
            target.sendall(data)
    except OSError:
        pass
    for end in (source, target):
        _reset(end)


def _reset(end: socket.socket) -> None:
    try:
        end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        end.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass
    end.close()
