// Times the hand-written solvers on instances that the C# benchmark writes (bench/README.md has the format and the protocol).
//   floor               answers requests on standard input, one per line: "<file> <task> <kernel> <solves>"
//                       with one JSON object per line: nanoseconds per solve, lambda, passes
// Every answer is checked before it is timed; a wrong one ends the program.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <map>
#include <iterator>
#include <memory>
#include <string>
#include "floor.h"

static const char* const task_names[] = {"power", "warm", "capped", "equal", "quadratic", "power_pass", "capped_pass", "quadratic_pass", "risk_quadratic", "risk_power"};

[[noreturn]] static void fail(const std::string& what)
{
    std::fprintf(stderr, "floor: %s\n", what.c_str());
    std::exit(1);
}

static Instance read(const std::string& path)
{
    std::unique_ptr<FILE, int (*)(FILE*)> file(std::fopen(path.c_str(), "rb"), std::fclose);
    double head[5];
    if (!file || std::fread(head, sizeof(double), 5, file.get()) != 5) fail("cannot read " + path);
    Instance problem{static_cast<int>(head[0]), head[1], head[2], head[3], head[4], {}};
    size_t padded = problem.padded();
    // 16 more bytes a column keep columns from falling on the same lines of the first-level cache
    double** columns = &problem.columns.a;
    const double neutral[] = {0, 1, 1, 2, 0, 0};
    for (int k = 0; k < 18; k++)
    {
        columns[k] = static_cast<double*>(std::aligned_alloc(64, (padded + 8) * sizeof(double)));
        std::fill_n(columns[k], padded + 8, k < 6 ? neutral[k] : 0);
        if (k < 6 && std::fread(columns[k], sizeof(double), problem.count, file.get()) != static_cast<size_t>(problem.count)) fail("short file " + path);
    }

    return problem;
}

static void check(const Instance& problem, Task task, const Answer& answer)
{
    if (task == Task::power_pass || task == Task::capped_pass || task == Task::quadratic_pass) return;
    const Columns& k = problem.columns;
    bool quadratic = task == Task::quadratic || task == Task::risk_quadratic, risk = task == Task::risk_quadratic || task == Task::risk_power;
    long double sum = 0;
    double worst = 0, earlier = 0, left = problem.quantity;
    for (int i = 0; i < problem.count; i++)
    {
        double x = k.x[i], cap = task == Task::capped ? k.u[i] : INFINITY;
        double marginal = quadratic ? k.a[i] + 2 * k.b[i] * x : k.c[i] * k.d[i] * std::pow(x, k.d[i] - 1);
        left -= x;
        double off = (marginal + earlier) / answer.lambda - 1;
        if (risk) earlier += 2 * problem.aversion * k.v[i] * left;
        if ((x <= 0 && off > 0) || (x >= cap && off < 0)) off = 0;
        worst = std::max(worst, std::fabs(off));
        if (!(x >= 0 && x <= cap)) fail("out of bounds");
        sum += x;
    }

    if (!(std::fabs(double(sum / problem.quantity) - 1) < 1e-12)) fail("sum of " + std::string(task_names[int(task)]) + " is wrong");
    if (!(worst < 1e-11)) fail("an answer of " + std::string(task_names[int(task)]) + " is not stationary: " + std::to_string(worst));
}

int main()
{
    std::map<std::string, Instance> instances;
    char path[1024], task_name[64], kernel[64];
    long solves;
    while (std::scanf("%1023s %63s %63s %ld", path, task_name, kernel, &solves) == 4)
    {
        if (!instances.count(path)) instances[path] = read(path);
        const Instance& problem = instances[path];
        int task = 0;
        while (std::strcmp(task_names[task], task_name) != 0)
            if (++task == std::ssize(task_names)) fail("unknown task " + std::string(task_name));
        bool wide = std::strcmp(kernel, "avx512") == 0;
        if (wide && !(__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq"))) fail("no avx512");
        auto run = wide ? run_avx512 : run_avx2;
        if (task >= int(Task::power_pass) && task <= int(Task::quadratic_pass)) run(problem, task == int(Task::quadratic_pass) ? Task::quadratic : Task::capped);
        Answer answer = run(problem, Task(task));
        check(problem, Task(task), answer);

        auto start = std::chrono::steady_clock::now();
        for (long i = 0; i < solves; i++) answer = run(problem, Task(task));
        double ns = std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - start).count() / double(solves);
        std::printf("{\"ns\":%.2f,\"lambda\":%.17g,\"passes\":%d}\n", ns, answer.lambda, answer.passes);
        std::fflush(stdout);
    }
}
