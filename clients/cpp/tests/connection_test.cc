#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <iterator>
#include <random>
#include <set>

#include "service.h"
#include "solvergrpc/client.h"

namespace {

constexpr int kDescriptorsMax = 1024;

// This process's connections to the service over TCP, by their own port; every one must send at once.
std::set<int> Connections() {
  const std::string address = Place("SOLVER_TCP");
  const int service = std::stoi(address.substr(address.rfind(':') + 1));
  std::set<int> ports;
  for (int descriptor = 0; descriptor < kDescriptorsMax; descriptor++) {
    sockaddr_in6 own{}, peer{};  // gRPC's sockets are of this family; the port is at the same place in both
    socklen_t own_size = sizeof own, peer_size = sizeof peer;
    if (getpeername(descriptor, reinterpret_cast<sockaddr*>(&peer), &peer_size) != 0) continue;
    if ((peer.sin6_family != AF_INET6 && peer.sin6_family != AF_INET) || ntohs(peer.sin6_port) != service) continue;
    if (getsockname(descriptor, reinterpret_cast<sockaddr*>(&own), &own_size) != 0) continue;
    ports.insert(ntohs(own.sin6_port));
    int no_delay = 0;
    socklen_t size = sizeof no_delay;
    EXPECT_EQ(0, getsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &no_delay, &size));
    EXPECT_NE(0, no_delay) << "Nagle holds small frames back";
  }
  return ports;
}

TEST(ConnectionTest, AStreamHasOneOfItsOwn) {
  const solvergrpc::Client client(Place("SOLVER_TCP"));
  client.Solve(Small());
  const std::set<int> before = Connections();
  EXPECT_FALSE(before.empty());

  std::vector<int> added;
  const auto compare = [&] {
    const std::set<int> now = Connections();
    added.clear();
    std::set_difference(now.begin(), now.end(), before.begin(), before.end(), std::back_inserter(added));
  };
  size_t answers = 0;
  client.SolveMany([&]() { return answers == 0 ? std::optional(Small()) : std::nullopt; },
                   [&](const solvergrpc::Item&) { return compare(), answers++, false; });
  EXPECT_EQ(1u, added.size());

  solver::v1::Open open;
  open.set_client_order_id("connections " + std::to_string(std::random_device()()));
  open.mutable_policy()->set_durability(solver::v1::DURABILITY_NONE);
  *open.mutable_problem() = Small().problem();
  open.mutable_problem()->set_quantity_units(100);
  open.mutable_problem()->mutable_whole_lots()->set_lot_units(1);
  open.mutable_problem()->mutable_instrument()->set_tick_size(0.01);
  open.mutable_problem()->mutable_instrument()->set_arrival_price(50);
  const auto session = client.OpenSession(open);
  const std::vector<int> of_many = added;
  session->Run([&](const solver::v1::StreamReoptimizeResponse&) {
    compare();
    session->Close();
  });
  added.erase(std::remove_if(added.begin(), added.end(),
                             [&](int port) { return std::count(of_many.begin(), of_many.end(), port) > 0; }),
              added.end());  // that of SolveMany may still be closing
  EXPECT_EQ(1u, added.size());
}

}  // namespace
