#include "solvergrpc/channel.h"

#include <fstream>
#include <sstream>
#include <stdexcept>

namespace solvergrpc {
namespace {

std::string Read(const std::string& path) {
  if (path.empty()) return {};
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  if (!file) throw std::invalid_argument("cannot read " + path);
  return text.str();
}

bool TakePrefix(const std::string& prefix, std::string* text) {
  if (text->compare(0, prefix.size(), prefix) != 0) return false;
  text->erase(0, prefix.size());
  return true;
}

}  // namespace

std::shared_ptr<grpc::Channel> Connect(const std::string& address, const std::optional<Tls>& tls, bool keepalive) {
  std::string target = address;
  const bool https = TakePrefix("https://", &target);
  const bool schemed = TakePrefix("http://", &target) || https;
  while (schemed && !target.empty() && target.back() == '/') target.pop_back();

  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(kMessageBytesMax);
  arguments.SetMaxSendMessageSize(kMessageBytesMax);
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetInt(GRPC_ARG_HTTP2_BDP_PROBE, 0);
  arguments.SetString(GRPC_ARG_OPTIMIZATION_TARGET, "latency");
  if (keepalive) {
    arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, 10'000);
    arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 5'000);
    arguments.SetInt(GRPC_ARG_HTTP2_MAX_PINGS_WITHOUT_DATA, 0);
  }
  if (!https && !tls) return grpc::CreateCustomChannel(target, grpc::InsecureChannelCredentials(), arguments);

  const Tls given = tls.value_or(Tls{});
  if (given.certificate.empty() != given.key.empty()) throw std::invalid_argument("certificate and key go together");
  if (!given.server_name.empty()) arguments.SetSslTargetNameOverride(given.server_name);
  grpc::SslCredentialsOptions pem;
  pem.pem_root_certs = Read(given.ca);
  pem.pem_cert_chain = Read(given.certificate);
  pem.pem_private_key = Read(given.key);
  return grpc::CreateCustomChannel(target, grpc::SslCredentials(pem), arguments);
}

}  // namespace solvergrpc
