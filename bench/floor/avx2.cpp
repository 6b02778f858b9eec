#include "floor.h"
#include "lane_avx2.h"
#include "solvers.h"
#include "risk.h"
#include "curves.h"
#include "book.h"
#include "lots.h"
#include "run.h"

Answer run_avx2(const Instance& problem, Task task) { return run(problem, task); }
