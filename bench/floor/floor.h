// What the widths share: the problem, its memory, the answer.
#pragma once
// before any lane: GCC 12 takes std::fma for a call if a function of that name was declared before it
#include <cmath>
#include <cstdlib>

enum class Task { power, warm, capped, equal, quadratic, power_pass, capped_pass, quadratic_pass, risk_quadratic, risk_power, spread, composite, book, lots };

// Columns of one problem, each padded to a multiple of 8 and aligned to 64 bytes.
struct Columns
{
    double *a, *b, *c, *d, *u, *v;                            // the problem: a x + b x^2 + c x^d, 0 <= x <= u, variance v
    double *t, *p, *w, *y, *x;                                // scratch and answer
    double *m, *c1, *e, *keep, *shift, *lift, *before;        // scratch of risk.h, curves.h and lots.h
};

// Levels of all books together, padded and aligned as columns are; those of period i begin at start[i].
struct Levels
{
    int count;
    double *price, *size, *bought;
    int* start;

    int padded() const { return (count + 7) & ~7; }
};

struct Instance
{
    int count;
    double quantity, warm_lambda, pass_level, aversion, lot;
    Columns columns;
    Levels levels;

    int padded() const { return (count + 7) & ~7; }
};

struct Answer
{
    double lambda;
    int passes;
};

Answer run_avx512(const Instance&, Task);
Answer run_avx2(const Instance&, Task);
