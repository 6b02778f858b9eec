// Four doubles in an AVX2 register.
#pragma once
#include <immintrin.h>

struct Lane
{
    static constexpr int count = 4;
    __m256d v;

    static Lane load(const double* p) { return {_mm256_loadu_pd(p)}; }
    static Lane all(double x) { return {_mm256_set1_pd(x)}; }
    void store(double* p) const { _mm256_storeu_pd(p, v); }
    double sum() const { return reduce([](__m128d a, __m128d b) { return _mm_add_pd(a, b); }); }
    double smallest() const { return reduce([](__m128d a, __m128d b) { return _mm_min_pd(a, b); }); }
    double largest() const { return reduce([](__m128d a, __m128d b) { return _mm_max_pd(a, b); }); }

private:
    template <class Op> double reduce(Op op) const
    {
        __m128d half = op(_mm256_castpd256_pd128(v), _mm256_extractf128_pd(v, 1));
        return _mm_cvtsd_f64(op(half, _mm_unpackhi_pd(half, half)));
    }
};

static inline Lane operator+(Lane a, Lane b) { return {_mm256_add_pd(a.v, b.v)}; }
static inline Lane operator-(Lane a, Lane b) { return {_mm256_sub_pd(a.v, b.v)}; }
static inline Lane operator*(Lane a, Lane b) { return {_mm256_mul_pd(a.v, b.v)}; }
static inline Lane operator/(Lane a, Lane b) { return {_mm256_div_pd(a.v, b.v)}; }
static inline Lane fma(Lane a, Lane b, Lane c) { return {_mm256_fmadd_pd(a.v, b.v, c.v)}; }
static inline Lane min(Lane a, Lane b) { return {_mm256_min_pd(a.v, b.v)}; }
static inline Lane max(Lane a, Lane b) { return {_mm256_max_pd(a.v, b.v)}; }

// sum + (a == b ? term : 0)
static inline Lane add_where_equal(Lane sum, Lane a, Lane b, Lane term)
{
    return {_mm256_add_pd(sum.v, _mm256_and_pd(_mm256_cmp_pd(a.v, b.v, _CMP_EQ_OQ), term.v))};
}

// a < b ? yes : no
static inline Lane where_less(Lane a, Lane b, Lane yes, Lane no)
{
    return {_mm256_blendv_pd(no.v, yes.v, _mm256_cmp_pd(a.v, b.v, _CMP_LT_OQ))};
}

// 2^y = 2^k 2^r, |r| <= 1/2; results are normal numbers
static inline Lane exp2(Lane y)
{
    y = max(Lane::all(-1021), min(Lane::all(1022), y));
    Lane shifted = y + Lane::all(0x1.8p52), r = y - (shifted - Lane::all(0x1.8p52));
    Lane q = fma(Lane::all(4.4573003294262384e-10), r, Lane::all(7.07371823123344e-09));
    q = fma(q, r, Lane::all(1.017804713167058e-07));
    q = fma(q, r, Lane::all(1.3215435722728842e-06));
    q = fma(q, r, Lane::all(1.5252733865619531e-05));
    q = fma(q, r, Lane::all(0.00015403530456054653));
    q = fma(q, r, Lane::all(0.0013333558146381521));
    q = fma(q, r, Lane::all(0.009618129107595165));
    q = fma(q, r, Lane::all(0.05550410866482173));
    q = fma(q, r, Lane::all(0.24022650695910128));
    q = fma(q, r, Lane::all(0.6931471805599453));
    q = fma(q, r, Lane::all(1));
    __m256i exponent = _mm256_slli_epi64(_mm256_castpd_si256(shifted.v), 52);
    return {_mm256_castsi256_pd(_mm256_add_epi64(_mm256_castpd_si256(q.v), exponent))};
}

// x normal: log2 x = e + log2 m, m in [3/4, 3/2), by the series of s = (m-1)/(m+1)
static inline Lane log2(Lane x)
{
    const __m256i three_quarters = _mm256_set1_epi64x(0x3FE8000000000000);
    __m256i offset = _mm256_add_epi64(_mm256_castpd_si256(x.v), _mm256_set1_epi64x((1024LL << 52) - 0x3FE8000000000000));
    __m256i biased = _mm256_or_si256(_mm256_srli_epi64(offset, 52), _mm256_set1_epi64x(0x4330000000000000));
    Lane e = {_mm256_sub_pd(_mm256_castsi256_pd(biased), _mm256_set1_pd(0x1p52 + 1024))};
    Lane m = {_mm256_castsi256_pd(_mm256_add_epi64(_mm256_and_si256(offset, _mm256_set1_epi64x(0xFFFFFFFFFFFFF)), three_quarters))};
    Lane s = (m - Lane::all(1)) / (m + Lane::all(1)), u = s * s;
    Lane p = fma(Lane::all(0.22202402335840676), u, Lane::all(0.2199676968647448));
    p = fma(p, u, Lane::all(0.2623764049266397));
    p = fma(p, u, Lane::all(0.32059760674160903));
    p = fma(p, u, Lane::all(0.41219859634821115));
    p = fma(p, u, Lane::all(0.5770780162890395));
    p = fma(p, u, Lane::all(0.961796693926103));
    p = fma(p, u, Lane::all(2.8853900817779268));
    return fma(p, s, e);
}
