"""Runs the tests of any client beside the real service: ``python3 -m tests.host COMMAND...``.

The command finds in its environment

* ``SOLVER_TCP``, ``SOLVER_UNIX``: a service over TCP and over a Unix socket, as ``http://host:port`` and ``unix:/path``;
* ``SOLVER_TLS``, ``SOLVER_MUTUAL_TLS``: services with TLS, as ``https://localhost:port``; the second asks for a certificate;
* ``SOLVER_PEM``: the folder of the certificates that :mod:`tests.certificates` makes;
* ``SOLVER_SILENT``: an address that accepts connections and answers nothing.
"""

from __future__ import annotations

import os
import subprocess
import sys
from typing import List

from tests import certificates, service


def run(command: List[str]) -> int:
    """Exit code of the command."""
    pem = certificates.make()
    shared = service.shared()
    tls, mutual = (service.secure(pem), service.secure(pem, "--client-roots-path", f"{pem}/ca.pem"))
    try:
        with service.silent_address() as silent:
            places = {
                "SOLVER_TCP": shared.endpoints[0],
                "SOLVER_UNIX": shared.endpoints[1],
                "SOLVER_TLS": tls.endpoints[0].replace("127.0.0.1", "localhost"),
                "SOLVER_MUTUAL_TLS": mutual.endpoints[0].replace("127.0.0.1", "localhost"),
                "SOLVER_PEM": str(pem),
                "SOLVER_SILENT": silent,
            }
            return subprocess.run(command, env={**os.environ, **places}, check=False).returncode
    finally:
        tls.stop()
        mutual.stop()


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
