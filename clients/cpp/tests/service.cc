#include "service.h"

#include <google/protobuf/util/json_util.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "google/rpc/error_details.pb.h"

namespace {

void Read(const std::filesystem::path& path, google::protobuf::Message* message) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  const auto status = google::protobuf::util::JsonStringToMessage(text.str(), message);
  if (!status.ok()) throw std::runtime_error(path.string() + ": " + status.ToString());
}

}  // namespace

std::string Place(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  if (value == nullptr) throw std::runtime_error(name + " is not set: run scripts/test-cpp.sh");
  return value;
}

std::vector<Vector> Vectors() {
  google::rpc::BadRequest::descriptor();  // links the messages that errors carry
  std::vector<Vector> vectors;
  const std::string end = ".request.json";
  for (const auto& entry : std::filesystem::directory_iterator(TESTDATA)) {
    const std::string file = entry.path().filename();
    if (file.size() <= end.size() || file.compare(file.size() - end.size(), end.size(), end) != 0) continue;
    Vector vector;
    vector.name = file.substr(0, file.size() - end.size());
    Read(entry.path(), &vector.request);
    Read(entry.path().parent_path() / (vector.name + ".response.json"), &vector.expected);
    vectors.push_back(std::move(vector));
  }
  return vectors;
}

solver::v1::SolveRequest Small() {
  solver::v1::SolveRequest request;
  auto* problem = request.mutable_problem();
  problem->set_side(solver::v1::SIDE_BUY);
  problem->set_quantity(100);
  problem->mutable_grid()->set_period_count(3);
  problem->mutable_cost()->set_basis(solver::v1::IMPACT_BASIS_TOTAL_COST);
  auto* curve = problem->mutable_cost()->mutable_power_law();
  for (const double alpha : {1, 2, 4}) curve->add_alpha(alpha);
  curve->add_beta(1.5);
  return request;
}
