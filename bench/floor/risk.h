// Mean-variance problems: minimise sum f_i(x_i) + kappa sum v_i r_i^2 with sum x_i = S and r_i = x_(i+1) + ... + x_n, without bounds that bind.
// The price of period i is p_i = f_i'(x_i), and p_i = p_(i+1) + w_i r_i with w = 2 kappa v. Included once per lane width, after solvers.h.
#pragma once

namespace
{
constexpr double large = 0x1p400, shrink = 0x1p-400;

// Quadratic costs: everything is known up to a factor from the last period backwards.
Answer solve_risk_quadratic(const Instance& problem)
{
    const Columns& k = problem.columns;
    int n = problem.count, padded = problem.padded(), live = n - 1;
    double price = 2 * k.b[n - 1], left = 1, twice = 2 * problem.aversion;
    k.x[n - 1] = 1;
    for (int i = n - 2; i >= 0; i--)
    {
        double half = 0.5 / k.b[i];
        price = std::fma(twice * k.v[i], left, price);
        k.x[i] = price * half;
        left = std::fma(price, half, left);
        if (std::max(price, left) > large)
        {
            price *= shrink;
            left *= shrink;
            for (int j = i; j <= live; j++) k.x[j] *= shrink;
            while (live > i && k.x[live] == 0) live--;
        }
    }

    double factor = problem.quantity / left;
    for (int i = 0; i < padded; i += Lane::count) (Lane::all(factor) * Lane::load(k.x + i)).store(k.x + i);
    return {k.a[0] + price * factor, 1};
}

// Prices of one exponent in continuous time (Almgren 2003): p0 (1 + (1-h)/(1+h) i/T)^(-2h/(1-h)), which p0 fixes: T = h p0 / ((1+h) kappa v S).
// Beyond the end of a trajectory that ends, and for h near 1, the nearest price that is neither 0 nor infinite stands in.
struct Trajectory
{
    double exponent, pace;

    static Trajectory of(const Instance& problem, double h, double mean_variance)
    {
        if (std::fabs(h - 1) < 0.05) h = 0.95;
        return {-2 * h / (1 - h), (1 - h) / h * problem.aversion * mean_variance * problem.quantity};
    }

    Lane log_price(double log_first, int i) const
    {
        static const double steps[8] = {0.5, 1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5};
        Lane time = Lane::load(steps) + Lane::all(i);
        Lane base = max(Lane::all(1e-3), fma(time, Lane::all(pace * std::exp2(-log_first)), Lane::all(1)));
        return fma(Lane::all(exponent), log2(base), Lane::all(log_first));
    }
};

// Takes the prices of a sweep, which never fall by more than nine tenths: x(p) = 2^(g (log2 p - t)), its slope c = g x / p, and e = c p - x = (g - 1) x.
// First is what x misses of the linear x of before, worth its price; second the worth of x.
Moments respond(const Columns& k, int n)
{
    Lane missed = Lane::all(0), worth = missed;
    for (int i = 0; i < n; i += Lane::count)
    {
        Lane next = Lane::load(k.m + i), price = max(next, Lane::all(0.1) * Lane::load(k.before + i)), g = Lane::load(k.p + i);
        Lane x = exp2(g * (log2(price) - Lane::load(k.t + i))), off = fma(Lane::load(k.c1 + i), next, Lane::all(0) - Lane::load(k.e + i)) - x;
        price.store(k.before + i);
        (g * x / price).store(k.c1 + i);
        ((g - Lane::all(1)) * x).store(k.e + i);
        missed = fma(max(off, Lane::all(0) - off), price, missed);
        worth = fma(x, price, worth);
    }

    return {missed.sum(), worth.sum(), 0, 0};
}

// One Newton system: x = c p - e, p_i = p_(i+1) + w_i r_i. The cost to go is eliminated from the end as n/m with slope t/m, the cost to arrive from
// the beginning, both at once; where they meet r is known, and both halves are unrolled at once. All terms but e are positive.
bool sweep(const Columns& k, int n, double quantity)
{
    int half = n / 2;
    double m1 = 0, n1 = 1, t1 = quantity, m2 = 0, n2 = 1, t2 = 0;
    // period i from the beginning, period j from the end
    for (int i = 0, j = n - 1; j >= half; i++, j--)
    {
        double h = std::fma(k.y[j], m2, n2), next = std::fma(k.c1[j], h, m2), inverse = 1 / next;
        k.keep[j] = m2 * inverse;
        k.shift[j] = std::fma(m2, k.e[j], -k.c1[j] * t2) * inverse;
        t2 = std::fma(h, k.e[j], t2);
        k.lift[j] = h * inverse;
        k.m[j] = t2 * inverse;
        n2 = h;
        m2 = next;
        if (std::max(m2, n2) > large) m2 *= shrink, n2 *= shrink, t2 *= shrink;
        if (i >= half) continue;

        double mine = std::fma(k.c1[i], n1, m1), part = 1 / mine;
        k.keep[i] = m1 * part;
        k.shift[i] = std::fma(k.c1[i], t1, -m1 * k.e[i]) * part;
        t1 = std::fma(n1, k.e[i], t1);
        m1 = mine;
        if (i < half - 1) n1 = std::fma(k.y[i], m1, n1);
        if (std::max(m1, n1) > large) m1 *= shrink, n1 *= shrink, t1 *= shrink;
    }

    // what is left at the meeting point, before the risk of that period is counted
    double risk = half > 0 ? k.y[half - 1] : 0, stiff = std::fma(risk, m2, n2);
    double left = half > 0 ? (m2 * t1 - m1 * t2) / (n1 * m2 + stiff * m1) : quantity, right = left;
    double price = std::fma(k.lift[half], left, k.m[half]);
    for (int i = half - 1, j = half; j < n; i--, j++)
    {
        k.m[j] = std::fma(k.lift[j], right, k.m[j]);
        right = std::fma(k.keep[j], right, k.shift[j]);
        if (i < 0) continue;
        price = std::fma(k.y[i], left, price);
        k.m[i] = price;
        left = std::fma(k.keep[i], left, k.shift[i]);
    }

    return std::isfinite(price);
}

// c x^d, an exponent of its own per period: Newton on the prices. A step that would leave the positive prices is cut.
Answer solve_risk_power(const Instance& problem)
{
    const Columns& k = problem.columns;
    int n = problem.count, padded = problem.padded();
    double log_share = std::log2(problem.quantity / n);
    Prepared prepared = prepare(k, padded, log_share);
    double log_mean = (prepared.mean - (padded - n) * (1 + log_share)) / n, variance = 0, inverse = 0;
    for (int i = 0; i < n; i++) variance += k.v[i], inverse += k.p[i];
    neutralise(k, n, padded);
    for (int i = 0; i < padded; i += Lane::count) (Lane::all(2 * problem.aversion) * Lane::load(k.v + i)).store(k.y + i);

    // the first price whose trajectory trades S, roughly
    Trajectory trajectory = Trajectory::of(problem, n / inverse, variance / n);
    for (int pass = 0; pass < 8; pass++)
    {
        Lane sum = Lane::all(0), slope = sum;
        for (int i = 0; i < padded; i += Lane::count)
        {
            Lane price = trajectory.log_price(log_mean, i), g = Lane::load(k.p + i), x = exp2(g * (price - Lane::load(k.t + i)));
            sum = sum + x;
            slope = fma(g, x, slope);
            exp2(price).store(k.m + i);
        }

        double off = std::log2(problem.quantity / sum.sum());
        if (std::fabs(off) < 0.3) break;
        log_mean += off * sum.sum() / slope.sum();
    }

    std::copy_n(k.m, padded, k.before);
    for (int iteration = 1; iteration < 40; iteration++)
    {
        Moments moments = respond(k, padded);
        if (!sweep(k, n, problem.quantity)) break;
        if (iteration == 1 || moments.first > 1e-8 * moments.second) continue;
        for (int i = 0; i < padded; i += Lane::count)
            fma(Lane::load(k.c1 + i), Lane::load(k.m + i), Lane::all(0) - Lane::load(k.e + i)).store(k.x + i);
        return {k.m[0], iteration};
    }

    return {NAN, 40};
}
}
