// Whole lots, c x^d: all lots that the multiplier of the problem without lots pays for, then the few that are missing or too many, one by one.
// Included once per lane width, after solvers.h.
#pragma once

namespace
{
// c (h lots)^d; 0 for none
Lane cost_of(const Columns& k, int i, Lane lots, double h)
{
    Lane x = max(Lane::all(1e-300), lots * Lane::all(h));
    return Lane::load(k.c + i) * exp2(Lane::load(k.d + i) * log2(x));
}

double cost_of(const Columns& k, int i, double lots, double h) { return lots > 0 ? k.c[i] * std::pow(lots * h, k.d[i]) : 0; }

// w = lots of each period, m = price of the next one, e = minus the price of the last one. Returns how many lots there are.
double fill_lots(const Columns& k, int n, int padded, double price, double h)
{
    Lane sum = Lane::all(0), zero = sum, one = Lane::all(1), inf = Lane::all(INFINITY);
    for (int i = 0; i < padded; i += Lane::count)
    {
        Lane fit = Lane::load(k.x + i) * Lane::all(1 / h), near = (fit + Lane::all(0x1.8p52)) - Lane::all(0x1.8p52);
        Lane lots = where_less(fit, near, near - one, near), own = cost_of(k, i, lots, h), more = cost_of(k, i, lots + one, h), next = more - own;
        // one more if it is worth its price; then the lot after that has to be priced, else the one before
        Lane paid = Lane::all(price), other = cost_of(k, i, where_less(paid, next, lots - one, lots + Lane::all(2)), h);
        Lane count = where_less(paid, next, lots, lots + one);
        count.store(k.w + i);
        where_less(paid, next, next, other - more).store(k.m + i);
        where_less(zero, count, where_less(paid, next, other - own, zero - next), inf).store(k.e + i);
        sum = sum + count;
    }

    double total = sum.sum();
    for (int i = n; i < padded; i++) total -= k.w[i], k.m[i] = k.e[i] = INFINITY;
    return total;
}

int index_of(const double* values, int padded, double value) { return int(std::find(values, values + padded, value) - values); }

double least_of(const double* values, int padded)
{
    Lane least = Lane::all(INFINITY);
    for (int i = 0; i < padded; i += Lane::count) least = min(least, Lane::load(values + i));
    return least.smallest();
}

Answer solve_lots(const Instance& problem)
{
    const Columns& k = problem.columns;
    int n = problem.count, padded = problem.padded();
    double h = problem.lot;
    Answer relaxed = solve_power(problem, false);
    double missing = std::round(problem.quantity / h) - fill_lots(k, n, padded, relaxed.lambda * h, h);
    auto move = [&](int i, double lots)
    {
        k.w[i] += lots;
        missing -= lots;
        double own = cost_of(k, i, k.w[i], h);
        k.m[i] = cost_of(k, i, k.w[i] + 1, h) - own;
        k.e[i] = k.w[i] > 0 ? cost_of(k, i, k.w[i] - 1, h) - own : INFINITY;
    };
    for (;;)
    {
        double next = least_of(k.m, padded), last = least_of(k.e, padded);
        if (missing == 0 && next >= -last)
        {
            for (int i = 0; i < padded; i += Lane::count) (Lane::load(k.w + i) * Lane::all(h)).store(k.x + i);
            return {(next - last) / (2 * h), relaxed.passes};
        }

        if (missing >= 0) move(index_of(k.m, padded, next), 1);
        else move(index_of(k.e, padded, last), -1);
    }
}
}
