// Eight doubles in an AVX-512 register.
#pragma once
#include <immintrin.h>

struct Lane
{
    static constexpr int count = 8;
    __m512d v;

    static Lane load(const double* p) { return {_mm512_loadu_pd(p)}; }
    static Lane all(double x) { return {_mm512_set1_pd(x)}; }
    void store(double* p) const { _mm512_storeu_pd(p, v); }
    double sum() const { return _mm512_reduce_add_pd(v); }
    double smallest() const { return _mm512_reduce_min_pd(v); }
    double largest() const { return _mm512_reduce_max_pd(v); }
};

static inline Lane operator+(Lane a, Lane b) { return {_mm512_add_pd(a.v, b.v)}; }
static inline Lane operator-(Lane a, Lane b) { return {_mm512_sub_pd(a.v, b.v)}; }
static inline Lane operator*(Lane a, Lane b) { return {_mm512_mul_pd(a.v, b.v)}; }
static inline Lane operator/(Lane a, Lane b) { return {_mm512_div_pd(a.v, b.v)}; }
static inline Lane fma(Lane a, Lane b, Lane c) { return {_mm512_fmadd_pd(a.v, b.v, c.v)}; }
static inline Lane min(Lane a, Lane b) { return {_mm512_min_pd(a.v, b.v)}; }
static inline Lane max(Lane a, Lane b) { return {_mm512_max_pd(a.v, b.v)}; }

// sum + (a == b ? term : 0)
static inline Lane add_where_equal(Lane sum, Lane a, Lane b, Lane term)
{
    return {_mm512_mask_add_pd(sum.v, _mm512_cmp_pd_mask(a.v, b.v, _CMP_EQ_OQ), sum.v, term.v)};
}

// a < b ? yes : no
static inline Lane where_less(Lane a, Lane b, Lane yes, Lane no)
{
    return {_mm512_mask_blend_pd(_mm512_cmp_pd_mask(a.v, b.v, _CMP_LT_OQ), no.v, yes.v)};
}

alignas(64) static const double sixteenths[16] = {
    1.0, 1.0442737824274138, 1.0905077326652577, 1.1387886347566916, 1.189207115002721, 1.241857812073484, 1.2968395546510096, 1.3542555469368927,
    1.4142135623730951, 1.4768261459394993, 1.5422108254079407, 1.6104903319492543, 1.681792830507429, 1.7562521603732995, 1.8340080864093424, 1.9152065613971474};
alignas(64) static const double reciprocals[16] = {
    1, 16. / 17, 16. / 18, 16. / 19, 16. / 20, 16. / 21, 16. / 22, 16. / 23, 16. / 24, 0, 0, 0, 16. / 12, 16. / 13, 16. / 14, 16. / 15};
alignas(64) static const double logarithms[16] = {
    0, 0.08746284125033943, 0.16992500144231246, 0.24792751344358557, 0.3219280948873623, 0.39231742277876036, 0.4594316186372972, 0.523561956057013,
    0.5849625007211563, 0, 0, 0, -0.41503749927884376, -0.29956028185890793, -0.19264507794239583, -0.09310940439148145};

// 2^y = 2^floor(k/16) 2^((k mod 16)/16) 2^r, |r| <= 1/32
static inline Lane exp2(Lane y)
{
    Lane shifted = y + Lane::all(0x1.8p48), k = shifted - Lane::all(0x1.8p48), r = y - k;
    Lane t = {_mm512_permutex2var_pd(_mm512_load_pd(sixteenths), _mm512_castpd_si512(shifted.v), _mm512_load_pd(sixteenths + 8))};
    Lane q = fma(Lane::all(0.00015403811975805325), r, Lane::all(0.0013333814825313764));
    q = fma(q, r, Lane::all(0.00961812910575775));
    q = fma(q, r, Lane::all(0.055504108652626026));
    q = fma(q, r, Lane::all(0.24022650695910108));
    q = fma(q, r, Lane::all(0.6931471805599467));
    return {_mm512_scalef_pd(fma(t * r, q, t).v, k.v)};
}

// log2 x = e + log2 c + log2(m/c), c = round(16 m)/16
static inline Lane log2(Lane x)
{
    Lane m = {_mm512_getmant_pd(x.v, _MM_MANT_NORM_p75_1p5, _MM_MANT_SIGN_src)};
    Lane e = {_mm512_sub_pd(_mm512_getexp_pd(x.v), _mm512_getexp_pd(m.v))};
    __m512i index = _mm512_castpd_si512((m + Lane::all(0x1.8p48)).v);
    Lane reciprocal = {_mm512_permutex2var_pd(_mm512_load_pd(reciprocals), index, _mm512_load_pd(reciprocals + 8))};
    Lane logarithm = {_mm512_permutex2var_pd(_mm512_load_pd(logarithms), index, _mm512_load_pd(logarithms + 8))};
    Lane r = fma(m, reciprocal, Lane::all(-1));
    Lane p = fma(Lane::all(-0.14489747405831466), r, Lane::all(0.16087007678133564));
    p = fma(p, r, Lane::all(-0.18033567515538043));
    p = fma(p, r, Lane::all(0.20609842401574774));
    p = fma(p, r, Lane::all(-0.24044917450822986));
    p = fma(p, r, Lane::all(0.2885390087159191));
    p = fma(p, r, Lane::all(-0.3606737602218765));
    p = fma(p, r, Lane::all(0.480898346962871));
    p = fma(p, r, Lane::all(-0.7213475204444817));
    p = fma(p, r, Lane::all(1.4426950408889634));
    return fma(p, r, e + logarithm);
}
