// The separable problems of bench/README.md, hand-written: what C# is measured against. Included once per lane width.
// Columns are padded to whole lanes with neutral values by the caller (see Instance).
#pragma once
#include <algorithm>
#include <cmath>
#include "floor.h"

namespace
{
constexpr double ln2 = 0.6931471805599453, reach = 1.0 / 64, tolerance = 4e-15;

struct Prepared { double mean, smallest_p, largest_p, smallest_t; };
struct Moments { double first, second, third, fourth; };

// t = log2(c d), p = 1/(d-1); mean log marginal at S/N. Padding: c = 1, d = 2 counts in the mean and is taken out again.
Prepared prepare(const Columns& k, int n, double log_mean)
{
    Lane sum = Lane::all(0), low_p = Lane::all(INFINITY), high_p = Lane::all(-INFINITY), low_t = low_p;
    for (int i = 0; i < n; i += Lane::count)
    {
        Lane d = Lane::load(k.d + i), slope = d - Lane::all(1), t = log2(Lane::load(k.c + i) * d), p = Lane::all(1) / slope;
        t.store(k.t + i);
        p.store(k.p + i);
        sum = sum + fma(slope, Lane::all(log_mean), t);
        low_p = min(low_p, p);
        high_p = max(high_p, p);
        low_t = min(low_t, t);
    }

    return {sum.sum(), low_p.smallest(), high_p.largest(), low_t.smallest()};
}

// behind the last period x = 0 at every level
void neutralise(const Columns& k, int n, int padded)
{
    for (int i = n; i < padded; i++) k.t[i] = 1e6, k.p[i] = 1;
}

Moments power_pass(const Columns& k, int n, double level)
{
    Lane first = Lane::all(0), second = first, third = first, fourth = first;
    for (int i = 0; i < n; i += Lane::count)
    {
        Lane p = Lane::load(k.p + i), x = exp2(p * (Lane::all(level) - Lane::load(k.t + i))), px = p * x, ppx = p * px;
        x.store(k.x + i);
        first = first + x;
        second = second + px;
        third = third + ppx;
        fourth = fma(ppx, p, fourth);
    }

    return {first.sum(), second.sum(), third.sum(), fourth.sum()};
}

// exp(e) - 1 for |e| <= 1/64
Lane series(Lane e)
{
    Lane s = fma(e, Lane::all(1.0 / 720), Lane::all(1.0 / 120));
    s = fma(s, e, Lane::all(1.0 / 24));
    s = fma(s, e, Lane::all(1.0 / 6));
    s = fma(s, e, Lane::all(0.5));
    return fma(e * e, s, e);
}

Moments correction_pass(const Columns& k, int n, double step)
{
    Lane first = Lane::all(0), second = first;
    for (int i = 0; i < n; i += Lane::count)
    {
        Lane p = Lane::load(k.p + i), before = Lane::load(k.x + i), x = fma(before, series(Lane::all(step) * p), before);
        x.store(k.x + i);
        first = first + x;
        second = fma(p, x, second);
    }

    return {first.sum(), second.sum(), 0, 0};
}

Moments capped_pass(const Columns& k, int n, double level)
{
    Lane first = Lane::all(0), second = first;
    for (int i = 0; i < n; i += Lane::count)
    {
        Lane p = Lane::load(k.p + i), y = exp2(p * (Lane::all(level) - Lane::load(k.t + i))), x = min(Lane::load(k.u + i), y);
        y.store(k.y + i);
        first = first + x;
        second = add_where_equal(second, x, y, p * y);
    }

    return {first.sum(), second.sum(), 0, 0};
}

Moments capped_correction_pass(const Columns& k, int n, double step)
{
    Lane first = Lane::all(0), second = first;
    for (int i = 0; i < n; i += Lane::count)
    {
        Lane p = Lane::load(k.p + i), y = Lane::load(k.y + i) * (Lane::all(1) + series(Lane::all(step) * p)), x = min(Lane::load(k.u + i), y);
        y.store(k.y + i);
        x.store(k.x + i);
        first = first + x;
        second = add_where_equal(second, x, y, p * y);
    }

    return {first.sum(), second.sum(), 0, 0};
}

Moments quadratic_pass(const Columns& k, int n, double lambda)
{
    Lane first = Lane::all(0), second = first, other_first = first, other_second = first;
    int i = 0;
    for (; i + Lane::count < n; i += 2 * Lane::count)
    {
        Lane w = Lane::load(k.w + i), y = (Lane::all(lambda) - Lane::load(k.a + i)) * w, x = max(Lane::all(0), y);
        Lane w2 = Lane::load(k.w + i + Lane::count), y2 = (Lane::all(lambda) - Lane::load(k.a + i + Lane::count)) * w2, x2 = max(Lane::all(0), y2);
        x.store(k.x + i);
        x2.store(k.x + i + Lane::count);
        first = first + x;
        other_first = other_first + x2;
        second = add_where_equal(second, x, y, w);
        other_second = add_where_equal(other_second, x2, y2, w2);
    }

    for (; i < n; i += Lane::count)
    {
        Lane w = Lane::load(k.w + i), y = (Lane::all(lambda) - Lane::load(k.a + i)) * w, x = max(Lane::all(0), y);
        x.store(k.x + i);
        first = first + x;
        second = add_where_equal(second, x, y, w);
    }

    return {(first + other_first).sum(), (second + other_second).sum(), 0, 0};
}

// step of log2 lambda: root of gap = k1 z + k2 z^2/2 + k3 z^3/6 with the cumulants of p under x
double cubic_step(const Moments& m, double quantity)
{
    double gap = std::log(quantity / m.first), mean = m.second / m.first, square = m.third / m.first;
    double variance = std::max(0.0, square - mean * mean), inside = mean * mean + 2 * variance * gap;
    if (!(inside > 0)) return gap / mean / ln2;
    double z = 2 * gap / (mean + std::sqrt(inside));
    double cubic = (m.fourth / m.first - 3 * mean * square + 2 * mean * mean * mean) * z * z / 6;
    return (std::fabs(cubic) < 0.1 * mean ? z - cubic * z / (mean + variance * z + 3 * cubic) : z) / ln2;
}

Answer solve_power(const Instance& problem, bool warm)
{
    const Columns& k = problem.columns;
    int n = problem.count, padded = problem.padded();
    Prepared prepared = prepare(k, padded, std::log2(problem.quantity / n));
    double padding = (padded - n) * (1 + std::log2(problem.quantity / n));
    neutralise(k, n, padded);
    double level = warm ? std::log2(problem.warm_lambda) : (prepared.mean - padding) / n;
    for (int pass = 1; pass < 40; pass++)
    {
        Moments m = power_pass(k, padded, level);
        double step = cubic_step(m, problem.quantity);
        if (std::fabs(step) * ln2 * prepared.largest_p > reach)
        {
            level += step;
            continue;
        }

        double natural = step * ln2;
        for (int correction = 0; correction < 4; correction++)
        {
            Moments c = correction_pass(k, padded, natural);
            level += natural / ln2;
            double left = problem.quantity - c.first;
            if (std::fabs(left) <= tolerance * problem.quantity) break;
            natural = left / c.second;
        }

        return {std::exp2(level), pass};
    }

    return {NAN, 40};
}

Answer solve_capped(const Instance& problem)
{
    const Columns& k = problem.columns;
    int n = problem.count, padded = problem.padded();
    Prepared prepared = prepare(k, padded, std::log2(problem.quantity / n));
    double padding = (padded - n) * (1 + std::log2(problem.quantity / n));
    neutralise(k, n, padded);
    double level = (prepared.mean - padding) / n, low = -INFINITY, high = INFINITY;
    for (int pass = 1; pass < 60; pass++)
    {
        Moments m = capped_pass(k, padded, level);
        double step = std::log2(problem.quantity / m.first) * m.first / m.second;
        if (std::fabs(step) * ln2 * prepared.largest_p <= reach)
        {
            double natural = step * ln2;
            for (int correction = 0; correction < 8; correction++)
            {
                Moments c = capped_correction_pass(k, padded, natural);
                level += natural / ln2;
                double left = problem.quantity - c.first;
                if (std::fabs(left) <= tolerance * problem.quantity) break;
                natural = left / c.second;
            }

            return {std::exp2(level), pass};
        }

        (m.first < problem.quantity ? low : high) = level;
        double next = level + step;
        level = next > low && next < high ? next : (low + high) / 2;
    }

    return {NAN, 60};
}

// x = S w / sum w, w = 2^(p (t_min - t))
Answer solve_equal(const Instance& problem)
{
    const Columns& k = problem.columns;
    int n = problem.count, padded = problem.padded();
    Prepared prepared = prepare(k, padded, std::log2(problem.quantity / n));
    neutralise(k, n, padded);
    double scale = problem.quantity / power_pass(k, padded, prepared.smallest_t).first;
    for (int i = 0; i < padded; i += Lane::count) (Lane::load(k.x + i) * Lane::all(scale)).store(k.x + i);
    return {std::exp2(prepared.smallest_t + std::log2(scale) / k.p[0]), 1};
}

Answer solve_quadratic(const Instance& problem)
{
    const Columns& k = problem.columns;
    int n = problem.count, padded = problem.padded();
    Lane sum = Lane::all(0), weighted = sum;
    for (int i = 0; i < padded; i += Lane::count)
    {
        Lane w = Lane::all(0.5) / Lane::load(k.b + i);
        w.store(k.w + i);
        sum = sum + w;
        weighted = fma(Lane::load(k.a + i), w, weighted);
    }

    for (int i = n; i < padded; i++) k.w[i] = 0;
    double lambda = (problem.quantity + weighted.sum()) / sum.sum();
    for (int pass = 1; pass < 100; pass++)
    {
        Moments m = quadratic_pass(k, padded, lambda);
        double gap = problem.quantity - m.first;
        if (std::fabs(gap) <= tolerance * problem.quantity) return {lambda, pass};
        lambda += gap / m.second;
    }

    return {NAN, 100};
}
}
