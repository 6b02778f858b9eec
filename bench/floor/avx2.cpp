#include "lane_avx2.h"
#include "solvers.h"

Answer run_avx2(const Instance& problem, Task task) { return run(problem, task); }
