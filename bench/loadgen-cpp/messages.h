// The order that is solved, and an echo of the same sizes; both know whether an answer is right.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstring>
#include <mutex>
#include <optional>
#include <random>
#include <stdexcept>
#include <string>

#include "echo.pb.h"
#include "solver/v1/solver_service.pb.h"

// A U-shaped day, power-law impact with an exponent of its own for every period.
class SolveProblem {
 public:
  explicit SolveProblem(int periods) {
    std::mt19937_64 random(periods);
    std::uniform_real_distribution<double> uniform;
    auto* problem = request_.mutable_problem();
    problem->set_side(solver::v1::SIDE_BUY);
    problem->set_quantity(1000.0 * periods);
    problem->mutable_grid()->set_period_count(periods);
    problem->mutable_cost()->set_basis(solver::v1::IMPACT_BASIS_PER_SHARE);
    auto* model = problem->mutable_cost()->mutable_power_law();
    for (int i = 0; i < periods; ++i) {
      const double day = (i + 0.5) / periods;
      model->add_alpha(0.01 * (1 + 4 * day * (1 - day)) * (0.9 + 0.2 * uniform(random)));
      model->add_beta(0.4 + 0.3 * uniform(random));
    }
  }

  solver::v1::SolveRequest Request(int number) const {
    solver::v1::SolveRequest request = request_;
    request.set_request_id(std::to_string(number));
    return request;
  }

  // The first answer must be the optimum, the others equal to it.
  void Verify(const solver::v1::SolveResponse& response) {
    std::lock_guard lock(gate_);
    const auto& x = response.schedule().quantity();
    if (!expected_) {
      VerifyOptimum(response);
      expected_ = response;
    } else if (response.lambda() != expected_->lambda() || response.outcome().termination() != solver::v1::TERMINATION_OPTIMAL ||
               !std::equal(x.begin(), x.end(), expected_->schedule().quantity().begin(), expected_->schedule().quantity().end())) {
      throw std::runtime_error("the service answered the same request differently");
    }
  }

 private:
  // The sum is S, and a share more costs the same in every period: alpha (1 + beta) x^beta = lambda.
  void VerifyOptimum(const solver::v1::SolveResponse& response) const {
    const auto& model = request_.problem().cost().power_law();
    const auto& x = response.schedule().quantity();
    if (response.outcome().termination() != solver::v1::TERMINATION_OPTIMAL) throw std::runtime_error("the answer is not optimal");
    if (x.size() != model.alpha_size()) throw std::runtime_error("the schedule has the wrong length");
    double sum = 0;
    for (int i = 0; i < x.size(); ++i) {
      sum += x[i];
      const double marginal = model.alpha(i) * (1 + model.beta(i)) * std::pow(x[i], model.beta(i));
      if (!(std::abs(marginal / response.lambda() - 1) <= 1e-9)) throw std::runtime_error("a period is not optimal");
    }
    if (std::abs(sum / request_.problem().quantity() - 1) > 1e-12) throw std::runtime_error("the schedule's sum is not the quantity");
  }

  solver::v1::SolveRequest request_;
  std::mutex gate_;
  std::optional<solver::v1::SolveResponse> expected_;
};

class EchoMessage {
 public:
  // Sizes of the serialised messages, those around the payload included.
  EchoMessage(size_t request_bytes, size_t response_bytes) : payload_(request_bytes - 6, '\0'), wanted_(response_bytes - 3) {
    for (size_t i = 0; i < payload_.size(); ++i) payload_[i] = static_cast<char>(i * 31);
  }

  bench::v1::EchoRequest Request(int number) const {
    bench::v1::EchoRequest request;
    request.set_response_bytes(static_cast<int>(wanted_));
    request.set_payload(payload_);
    std::memcpy(request.mutable_payload()->data(), &number, sizeof number);
    return request;
  }

  int Verify(const bench::v1::EchoResponse& response) const {
    const std::string& payload = response.payload();
    const size_t sent = std::min(wanted_, payload_.size());
    if (payload.size() != wanted_ || payload.compare(sizeof(int), sent - sizeof(int), payload_, sizeof(int), sent - sizeof(int)) != 0 ||
        payload.find_first_not_of('\0', sent) != std::string::npos)
      throw std::runtime_error("the echo is not what was sent");
    int number;
    std::memcpy(&number, payload.data(), sizeof number);
    return number;
  }

 private:
  std::string payload_;
  size_t wanted_;
};
