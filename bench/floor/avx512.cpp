#include "lane_avx512.h"
#include "solvers.h"

Answer run_avx512(const Instance& problem, Task task) { return run(problem, task); }
