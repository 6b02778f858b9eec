// a x + b x^2 + c x^d with an a of its own per period, x >= 0: Newton in log2(lambda - min a). Included once per lane width, after solvers.h.
#pragma once

namespace
{
struct CurveSums { double sum, slope, steepest, bend; };

// of the n that are there: what fills the last lane up is no period
double smallest(const double* values, int n)
{
    Lane least = Lane::all(INFINITY);
    int i = 0;
    for (; i + Lane::count <= n; i += Lane::count) least = min(least, Lane::load(values + i));
    double result = least.smallest();
    for (; i < n; i++) result = std::min(result, values[i]);
    return result;
}

// y = a - min a, t = log2(c d), e = d - 1, p = 1/e, keep = log2(2 b). Returns the mean marginal at S/N, above min a.
template <bool quadratic> double prepare_curves(const Columns& k, int n, int padded, double share)
{
    Lane sum = Lane::all(0), least = Lane::all(smallest(k.a, n)), log_share = Lane::all(std::log2(share));
    for (int i = 0; i < padded; i += Lane::count)
    {
        Lane d = Lane::load(k.d + i), e = d - Lane::all(1), t = log2(Lane::load(k.c + i) * d), a = Lane::load(k.a + i) - least;
        Lane marginal = a + exp2(fma(e, log_share, t));
        a.store(k.y + i);
        t.store(k.t + i);
        e.store(k.e + i);
        (Lane::all(1) / e).store(k.p + i);
        if (quadratic)
        {
            Lane twice = Lane::all(2) * Lane::load(k.b + i);
            log2(twice).store(k.keep + i);
            log_share.store(k.m + i);
            marginal = fma(twice, Lane::all(share), marginal);
        }

        if (i + Lane::count <= n) sum = sum + marginal;
        else marginal.store(k.w + i);
    }

    double total = sum.sum();
    for (int i = n - n % Lane::count; i < n; i++) total += k.w[i];
    // behind the last period x = 0 at every lambda
    for (int i = n; i < padded; i++) k.y[i] = INFINITY;
    return total / n;
}

// x(lambda) without b: 2^(p (log2(lambda - a) - t)). With b one Newton step from above towards the v = log2 x with log2(2 b 2^v + c d 2^(e v)) =
// log2(lambda - a), which is convex and exceeds the larger of its two terms by at most 1. w = dx/dlambda.
template <bool quadratic> CurveSums curve_pass(const Columns& k, int padded, double lambda)
{
    Lane zero = Lane::all(0), one = Lane::all(1), sum = zero, slope = zero, steepest = zero, bend = zero;
    for (int i = 0; i < padded; i += Lane::count)
    {
        Lane rise = Lane::all(lambda) - Lane::load(k.y + i), r = log2(max(rise, Lane::all(1e-300)));
        Lane t = Lane::load(k.t + i), p = Lane::load(k.p + i), elasticity = p, v = p * (r - t);
        if (quadratic)
        {
            Lane e = Lane::load(k.e + i), q = Lane::load(k.keep + i), highest = min(v, r - q);
            Lane look = max(highest - max(one, p), min(highest, Lane::load(k.m + i)));
            Lane square = q + look, power = fma(e, look, t), larger = max(square, power), both = one + exp2(min(square, power) - larger);
            elasticity = both / fma(both - one, where_less(power, square, e, one), where_less(power, square, one, e));
            v = min(highest, look - (larger + log2(both) - r) * elasticity);
            v.store(k.m + i);
            Lane moved = where_less(zero, rise, max(look - v, v - look), zero);
            bend = max(bend, moved * moved * max(one, max(e - one, one - e)));
        }

        Lane x = where_less(zero, rise, exp2(v), zero), relative = where_less(zero, rise, elasticity / rise, zero), w = relative * x;
        x.store(k.x + i);
        w.store(k.w + i);
        sum = sum + x;
        slope = slope + w;
        steepest = max(steepest, relative);
    }

    return {sum.sum(), slope.sum(), steepest.largest(), bend.largest()};
}

template <bool quadratic> Answer solve_curves(const Instance& problem)
{
    const Columns& k = problem.columns;
    int n = problem.count, padded = problem.padded();
    double lambda = prepare_curves<quadratic>(k, n, padded, problem.quantity / n), least = smallest(k.a, n);
    for (int pass = 1; pass < 64; pass++)
    {
        CurveSums m = curve_pass<quadratic>(k, padded, lambda);
        double gap = problem.quantity - m.sum, room = m.slope, moved = gap / room;
        // where every x moves by less than 1e-8 of itself, along the derivative
        if (std::fabs(moved) * m.steepest <= 1e-8 && m.bend <= 2e-15)
        {
            for (int shift = 0; shift < 4 && std::fabs(gap) > tolerance * problem.quantity; shift++)
            {
                Lane sum = Lane::all(0), share = Lane::all(gap / room);
                for (int i = 0; i < padded; i += Lane::count)
                {
                    Lane x = fma(share, Lane::load(k.w + i), Lane::load(k.x + i));
                    x.store(k.x + i);
                    sum = sum + x;
                }

                gap = problem.quantity - sum.sum();
            }

            return {least + lambda + moved, pass};
        }

        lambda *= std::exp2(std::log2(problem.quantity / m.sum) * m.sum / (m.slope * lambda));
    }

    return {NAN, 64};
}
}
