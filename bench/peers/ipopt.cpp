// Solves instances with Ipopt through its C interface. Standard input, little-endian doubles: N, S, limit in seconds, 1 with risk or 0; then the columns
// a, b, c, d, upper, weight of N each. Standard output: seconds, Ipopt's status, then x. Until the input ends.
//
// Variables are y = x / mean; with risk also r_i = r_(i-1) - y_i, which keeps the Hessian diagonal. The objective is scaled to that of the equal split.
#include <coin/IpStdCInterface.h>

#include <chrono>
#include <cmath>
#include <cstdio>
#include <vector>

namespace {

struct Problem {
  int count;
  double quantity, limit, mean, scale = 1;
  bool risk;
  std::vector<double> a, b, c, d, upper, weight;

  double Value(const double* z) const {
    double total = 0;
    for (int i = 0; i < count; ++i) {
      const double x = z[i] * mean;
      total += a[i] * x + b[i] * x * x + (c[i] == 0 ? 0 : c[i] * std::pow(x, d[i]));
      if (risk) total += weight[i] * mean * mean * z[count + i] * z[count + i];
    }
    return scale * total;
  }
};

Bool Value(Index, Number* z, Bool, Number* value, UserDataPtr data) {
  *value = static_cast<Problem*>(data)->Value(z);
  return TRUE;
}

Bool Gradient(Index, Number* z, Bool, Number* slope, UserDataPtr data) {
  const Problem& p = *static_cast<Problem*>(data);
  for (int i = 0; i < p.count; ++i) {
    const double x = z[i] * p.mean;
    slope[i] = p.scale * p.mean * (p.a[i] + 2 * p.b[i] * x + (p.c[i] == 0 ? 0 : p.c[i] * p.d[i] * std::pow(x, p.d[i] - 1)));
    if (p.risk) slope[p.count + i] = 2 * p.scale * p.weight[i] * p.mean * p.mean * z[p.count + i];
  }
  return TRUE;
}

// the sum; or y_i + r_i - r_(i-1) = 0, where r_(-1) = N and r_(N-1) = 0
Bool Constraints(Index, Number* z, Bool, Index, Number* g, UserDataPtr data) {
  const Problem& p = *static_cast<Problem*>(data);
  if (!p.risk) {
    g[0] = 0;
    for (int i = 0; i < p.count; ++i) g[0] += z[i];
    return TRUE;
  }
  for (int i = 0; i < p.count; ++i) g[i] = z[i] + z[p.count + i] - (i == 0 ? p.count : z[p.count + i - 1]);
  return TRUE;
}

Bool Jacobian(Index, Number*, Bool, Index, Index, Index* row, Index* column, Number* value, UserDataPtr data) {
  const Problem& p = *static_cast<Problem*>(data);
  int k = 0;
  const auto put = [&](int i, int j, double v) {
    if (value) value[k] = v;
    else row[k] = i, column[k] = j;
    ++k;
  };
  for (int i = 0; i < p.count; ++i) {
    put(p.risk ? i : 0, i, 1);
    if (p.risk) put(i, p.count + i, 1);
    if (p.risk && i > 0) put(i, p.count + i - 1, -1);
  }
  return TRUE;
}

Bool Hessian(Index n, Number* z, Bool, Number factor, Index, Number*, Bool, Index, Index* row, Index* column, Number* value, UserDataPtr data) {
  const Problem& p = *static_cast<Problem*>(data);
  for (int i = 0; i < n; ++i) {
    if (!value) {
      row[i] = column[i] = i;
      continue;
    }
    const int k = i % p.count;
    const double x = z[k] * p.mean;
    value[i] = factor * p.scale * p.mean * p.mean *
               (i >= p.count ? 2 * p.weight[k] : 2 * p.b[k] + (p.c[k] == 0 ? 0 : p.c[k] * p.d[k] * (p.d[k] - 1) * std::pow(x, p.d[k] - 2)));
  }
  return TRUE;
}

int Solve(Problem& p, std::vector<double>& z) {
  const int n = p.risk ? 2 * p.count : p.count, m = p.risk ? p.count : 1;
  std::vector<double> low(n, 0), high(n), right(m, 0);
  z.assign(n, 1);
  for (int i = 0; i < p.count; ++i) {
    high[i] = p.upper[i] < 1e299 ? p.upper[i] / p.mean : 1e20;
    if (!p.risk) continue;
    z[p.count + i] = p.count - 1 - i;
    low[p.count + i] = i == p.count - 1 ? 0 : -1e20;
    high[p.count + i] = i == p.count - 1 ? 0 : 1e20;
  }
  if (!p.risk) right[0] = p.count;
  p.scale = 1;
  p.scale = 1 / p.Value(z.data());
  IpoptProblem ipopt = CreateIpoptProblem(n, low.data(), high.data(), m, right.data(), right.data(), p.risk ? 3 * p.count - 1 : p.count, n, 0,
                                          Value, Constraints, Gradient, Jacobian, Hessian);
  char level[] = "print_level", tolerance[] = "tol", time[] = "max_cpu_time", sb[] = "sb", yes[] = "yes", steps[] = "max_iter",
       fixed[] = "fixed_variable_treatment", parameter[] = "make_parameter";
  AddIpoptIntOption(ipopt, level, 0);
  AddIpoptStrOption(ipopt, sb, yes);
  AddIpoptNumOption(ipopt, tolerance, 1e-10);
  AddIpoptNumOption(ipopt, time, p.limit);
  AddIpoptIntOption(ipopt, steps, 10000);
  AddIpoptStrOption(ipopt, fixed, parameter);
  double objective;
  const int status = IpoptSolve(ipopt, z.data(), nullptr, &objective, nullptr, nullptr, nullptr, &p);
  FreeIpoptProblem(ipopt);
  return status;
}

bool Read(std::vector<double>& column, size_t count) {
  column.resize(count);
  return std::fread(column.data(), sizeof(double), count, stdin) == count;
}

}  // namespace

int main() {
  std::vector<double> head, z;
  while (Read(head, 4)) {
    Problem p{static_cast<int>(head[0]), head[1], head[2], head[1] / head[0], 1, head[3] != 0, {}, {}, {}, {}, {}, {}};
    for (auto* column : {&p.a, &p.b, &p.c, &p.d, &p.upper, &p.weight})
      if (!Read(*column, p.count)) return 1;
    const auto begin = std::chrono::steady_clock::now();
    const double status = Solve(p, z);
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    for (int i = 0; i < p.count; ++i) z[i] *= p.mean;
    std::fwrite(&seconds, sizeof seconds, 1, stdout);
    std::fwrite(&status, sizeof status, 1, stdout);
    std::fwrite(z.data(), sizeof(double), p.count, stdout);
    std::fflush(stdout);
  }
}
