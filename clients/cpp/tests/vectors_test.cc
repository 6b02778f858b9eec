#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "day.h"
#include "google/rpc/error_details.pb.h"
#include "service.h"
#include "solvergrpc/client.h"

namespace {

using google::protobuf::util::MessageDifferencer;

template <typename Values, typename Others>
void ExpectNear(const std::string& what, const Values& expected, const Others& actual, double tolerance) {
  ASSERT_EQ(expected.size(), actual.size()) << what;
  for (int i = 0; i < static_cast<int>(expected.size()); i++) {
    EXPECT_NEAR(expected[i], actual[i], tolerance * std::max(1.0, std::abs(expected[i]))) << what << "[" << i << "]";
  }
}

void ExpectError(const google::rpc::Status& expected, const solvergrpc::Item& item) {
  google::rpc::BadRequest bad;
  for (const auto& detail : expected.details()) detail.UnpackTo(&bad);
  try {
    item.result();
    ADD_FAILURE() << "an answer, not " << expected.message();
  } catch (const solvergrpc::InvalidProblem& error) {
    EXPECT_EQ(expected.code(), error.code());
    ASSERT_EQ(bad.field_violations_size(), static_cast<int>(error.violations().size()));
    for (int i = 0; i < bad.field_violations_size(); i++) {
      EXPECT_EQ(bad.field_violations(i).field(), error.violations()[i].field);
      EXPECT_NE(std::string::npos, std::string(error.what()).find(bad.field_violations(i).field()));
    }
  }
}

class VectorTest : public testing::TestWithParam<Vector> {};

TEST_P(VectorTest, IsAnsweredAsItSays) {
  const solver::v1::SolveManyResponse& expected = GetParam().expected;
  const solvergrpc::Client client(Place("SOLVER_TCP"));
  solvergrpc::Item item;
  bool sent = false;
  client.SolveMany(
      [&]() -> std::optional<solver::v1::SolveRequest> {
        if (std::exchange(sent, true)) return std::nullopt;
        return GetParam().request;
      },
      [&](solvergrpc::Item answer) {
        item = std::move(answer);
        return true;
      });
  if (expected.has_error()) return ExpectError(expected.error(), item);
  const solver::v1::SolveResponse& wanted = expected.response();
  const solvergrpc::Solution& got = item.result();
  EXPECT_TRUE(MessageDifferencer::Equals(wanted.outcome(), got.message().outcome())) << got.detail();
  if (!wanted.has_schedule()) {
    EXPECT_THROW(got.schedule(), solvergrpc::NoSchedule);
    return;
  }
  const auto& units = wanted.schedule().quantity_units();
  EXPECT_EQ(std::vector<int64_t>(units.begin(), units.end()), got.units());
  if (!units.empty()) {
    EXPECT_EQ(std::vector<double>(units.begin(), units.end()), got.schedule());
  } else {
    ExpectNear("schedule", wanted.schedule().quantity(), got.schedule(), 1e-6);  // the cost is flat around its minimum
  }
  const std::vector<double> numbers = {wanted.lambda(), wanted.expected_cost().total(),
                                       wanted.certificate().lower_bound()};
  ExpectNear("lambda, cost, bound", numbers,
             std::vector<double>{got.lambda(), got.cost(), got.certificate().lower_bound()}, 1e-9);
  ExpectNear("variance", std::vector<double>{wanted.variance()}, std::vector<double>{got.variance()}, 1e-6);
}

INSTANTIATE_TEST_SUITE_P(Shared, VectorTest, testing::ValuesIn(Vectors()), [](const auto& info) {
  std::string name = info.param.name;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

TEST(SampleTest, DayIsTheVectorS) {
  const auto vectors = Vectors();
  const auto found = std::find_if(vectors.begin(), vectors.end(), [](const Vector& v) { return v.name == "day"; });
  ASSERT_NE(vectors.end(), found);
  const solver::v1::Problem& written = found->request.problem();
  const solver::v1::Problem built = day::Problem();
  ExpectNear("alpha", written.cost().power_law().alpha(), built.cost().power_law().alpha(), 1e-12);
  ExpectNear("beta", written.cost().power_law().beta(), built.cost().power_law().beta(), 1e-12);
  ExpectNear("volume", written.bounds().volume(), built.bounds().volume(), 1e-12);
}

}  // namespace
