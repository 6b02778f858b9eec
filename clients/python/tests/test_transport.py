"""Every way to the service leads to the same answer; a wrong certificate leads nowhere."""

from __future__ import annotations

import unittest
from typing import Optional

import solvergrpc as sg
from tests import certificates, service

PROBLEM = sg.buy(100, sg.power_law([1, 2, 4], 1.5, basis=sg.Basis.TOTAL_COST))


class TransportTest(unittest.TestCase):
    def assert_solves(self, address: str, tls: Optional[sg.Tls] = None) -> None:
        with sg.Client(address, tls=tls) as client:
            self.assertAlmostEqual(872.871561, client.solve(PROBLEM).cost, places=6)

    def assert_unreachable(self, address: str, tls: Optional[sg.Tls] = None) -> None:
        with sg.Client(address, tls=tls) as client, self.assertRaises(sg.Unreachable):
            client.solve(PROBLEM, timeout=10)

    def test_tcp_with_and_without_scheme(self) -> None:
        self.assert_solves(service.address())
        self.assert_solves(service.address().replace("http://", ""))

    def test_unix_socket(self) -> None:
        self.assert_solves(service.shared().endpoints[1])

    def test_million_periods_fit_into_the_default_limits(self) -> None:
        with sg.Client(service.address(), timeout=120) as client:
            alpha = [1 + i % 7 for i in range(1_000_000)]
            solution = client.solve(sg.buy(1e6, sg.power_law(alpha, 1.5, basis=sg.Basis.TOTAL_COST)))
        self.assertTrue(solution.optimal, solution)
        self.assertEqual(1_000_000, len(solution.schedule))


class TlsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.pem = certificates.make()
        cls.services = [service.secure(cls.pem), service.secure(cls.pem, "--client-roots-path", f"{cls.pem}/ca.pem")]
        for running in cls.services:
            cls.addClassCleanup(running.stop)
        cls.tls, cls.mutual = (running.endpoints[0].replace("127.0.0.1", "localhost") for running in cls.services)

    assert_solves = TransportTest.assert_solves
    assert_unreachable = TransportTest.assert_unreachable

    def mine(self, name: str) -> sg.Tls:
        return sg.Tls(ca=self.pem / "ca.pem", certificate=self.pem / f"{name}.pem", key=self.pem / f"{name}.key")

    def test_tls_with_the_root_that_signed(self) -> None:
        self.assert_solves(self.tls, sg.Tls(ca=self.pem / "ca.pem"))

    def test_tls_by_another_name_needs_that_name(self) -> None:
        address = self.tls.replace("localhost", "127.0.0.1")
        self.assert_unreachable(address, sg.Tls(ca=self.pem / "ca.pem"))
        self.assert_solves(address, sg.Tls(ca=self.pem / "ca.pem", server_name="localhost"))

    def test_tls_without_the_root_is_unreachable(self) -> None:
        self.assert_unreachable(self.tls)
        self.assert_unreachable(self.tls, sg.Tls(ca=self.pem / "other-ca.pem"))

    def test_plaintext_to_a_tls_port_is_unreachable(self) -> None:
        self.assert_unreachable(self.tls.replace("https://", ""))

    def test_mutual_tls_with_a_certificate_of_the_right_root(self) -> None:
        self.assert_solves(self.mutual, self.mine("client"))

    def test_mutual_tls_without_or_with_a_stranger_s_certificate_is_unreachable(self) -> None:
        self.assert_unreachable(self.mutual, sg.Tls(ca=self.pem / "ca.pem"))
        self.assert_unreachable(self.mutual, self.mine("stranger"))

    def test_certificate_without_its_key_is_refused_before_connecting(self) -> None:
        for half in ({"certificate": self.pem / "client.pem"}, {"key": self.pem / "client.key"}):
            with self.assertRaises(ValueError):
                sg.Tls(ca=self.pem / "ca.pem", **half)


class StopTest(unittest.TestCase):
    def test_service_that_is_told_to_stop_exits_cleanly_and_is_unreachable(self) -> None:
        running = service.Service(["http://127.0.0.1:0"])
        TransportTest.assert_solves(self, running.endpoints[0])
        self.assertEqual(0, running.stop())
        TransportTest.assert_unreachable(self, running.endpoints[0])


if __name__ == "__main__":
    unittest.main()
