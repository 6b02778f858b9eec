// What the widths share: the problem, its memory, the answer.
#pragma once
#include <cstdlib>

enum class Task { power, warm, capped, equal, quadratic, power_pass, capped_pass, quadratic_pass };

// Columns of one problem, each padded to a multiple of 8 and aligned to 64 bytes.
struct Columns
{
    double *a, *b, *c, *d, *u;    // the problem: a x + b x^2 + c x^d, 0 <= x <= u
    double *t, *p, *w, *y, *x;    // scratch and answer
};

struct Instance
{
    int count;
    double quantity, warm_lambda, pass_level;
    Columns columns;

    int padded() const { return (count + 7) & ~7; }
};

struct Answer
{
    double lambda;
    int passes;
};

Answer run_avx512(const Instance&, Task);
Answer run_avx2(const Instance&, Task);
