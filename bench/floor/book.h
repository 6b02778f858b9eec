// Walking books: the cheapest shares of all levels together. Included once per lane width, after solvers.h.
#pragma once
#include <bit>
#include <cstdint>

namespace
{
struct Below { double sum, next, last; };

// shares cheaper than lambda, the smallest price from lambda on, the largest below it
Below shares_below(const Levels& k, double lambda)
{
    Lane zero = Lane::all(0), limit = Lane::all(lambda), inf = Lane::all(INFINITY), minus_inf = Lane::all(-INFINITY);
    Lane sum = zero, next = inf, last = minus_inf;
    for (int i = 0; i < k.padded(); i += Lane::count)
    {
        Lane price = Lane::load(k.price + i);
        sum = sum + where_less(price, limit, Lane::load(k.size + i), zero);
        next = min(next, where_less(price, limit, inf, price));
        last = max(last, where_less(price, limit, price, minus_inf));
    }

    return {sum.sum(), next.smallest(), last.largest()};
}

// the double in the middle between two positive ones
double middle(double low, double high)
{
    int64_t a = std::bit_cast<int64_t>(low), b = std::bit_cast<int64_t>(high);
    return std::bit_cast<double>(a + (b - a + 1) / 2);
}

// The smallest price up to which there are enough shares: regula falsi (Dowell and Jarratt 1971) whose ends move on to the nearest price.
Answer solve_book(const Instance& problem)
{
    const Levels& k = problem.levels;
    Below all = shares_below(k, INFINITY), none = shares_below(k, -INFINITY);
    double low = none.next, high = all.last, missing = problem.quantity, excess = all.sum - problem.quantity;
    int side = 0, pass = 2;
    while (low < high)
    {
        double lambda = low + (high - low) * (missing / (missing + excess));
        if (!(lambda > low) || (pass > 8 && pass % 3 == 0)) lambda = middle(low, high);
        Below below = shares_below(k, lambda);
        pass++;
        if (below.sum < problem.quantity)
        {
            low = below.next;
            missing = problem.quantity - below.sum;
            if (side < 0) excess /= 2;
            side = -1;
        }
        else
        {
            high = below.last;
            excess = below.sum - problem.quantity;
            if (side > 0) missing /= 2;
            side = 1;
        }
    }

    Lane sum = Lane::all(0);
    for (int i = 0; i < k.padded(); i += Lane::count)
    {
        Lane bought = where_less(Lane::load(k.price + i), Lane::all(low), Lane::load(k.size + i), Lane::all(0));
        bought.store(k.bought + i);
        sum = sum + bought;
    }

    // of the shares at just that price the earlier ones
    double left = problem.quantity - sum.sum();
    for (int i = 0; i < k.count && left > 0; i++)
    {
        if (k.price[i] != low) continue;
        k.bought[i] = std::min(left, k.size[i]);
        left -= k.bought[i];
    }

    for (int i = 0; i < problem.count; i++)
    {
        double x = 0;
        for (int j = k.start[i]; j < k.start[i + 1]; j++) x += k.bought[j];
        problem.columns.x[i] = x;
    }

    return {low, pass};
}
}
