#ifndef SOLVERGRPC_CHANNEL_H_
#define SOLVERGRPC_CHANNEL_H_

#include <grpcpp/grpcpp.h>

#include <memory>
#include <optional>
#include <string>

namespace solvergrpc {

// Largest message in either direction: a million periods of a composite model take 48 MB.
inline constexpr int kMessageBytesMax = 64 << 20;

// How the two sides prove who they are: paths of PEM files.
struct Tls {
  std::string ca;           // certificates to trust; empty: those of gRPC
  std::string certificate;  // our own, for a service that asks for one (mutual TLS); needs key
  std::string key;          // the private key of certificate
  std::string server_name;  // the name in the service's certificate, where it is not the host of the address
};

// A connection of its own to host:port, http://host:port, https://host:port or unix:/path: two channels share nothing.
// gRPC sets TCP_NODELAY on every TCP connection; here it is also told to prefer latency, and not to probe the
// bandwidth. With keepalive it finds out when nobody is at the other end of a call. Throws std::invalid_argument where
// tls is half given or cannot be read.
std::shared_ptr<grpc::Channel> Connect(const std::string& address, const std::optional<Tls>& tls,
                                       bool keepalive = false);

}  // namespace solvergrpc

#endif  // SOLVERGRPC_CHANNEL_H_
