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
#include <vector>
#include "floor.h"

static const char* const task_names[] = {
    "power", "warm", "capped", "equal", "quadratic", "power_pass", "capped_pass", "quadratic_pass", "risk_quadratic", "risk_power",
    "spread", "composite", "book", "lots"};

[[noreturn]] static void fail(const std::string& what)
{
    std::fprintf(stderr, "floor: %s\n", what.c_str());
    std::exit(1);
}

// a line more than the column keeps columns from falling on the same lines of the first-level cache
template <class Number> static Number* column(int padded, Number neutral)
{
    auto values = static_cast<Number*>(std::aligned_alloc(64, (padded + 8) * sizeof(double)));
    std::fill_n(values, padded + 8, neutral);
    return values;
}

static Instance read(const std::string& path)
{
    std::unique_ptr<FILE, int (*)(FILE*)> file(std::fopen(path.c_str(), "rb"), std::fclose);
    auto load = [&](double* to, int count)
    {
        if (!file || std::fread(to, sizeof(double), count, file.get()) != static_cast<size_t>(count)) fail("cannot read " + path);
    };
    double head[7];
    load(head, 7);
    Instance problem{static_cast<int>(head[0]), head[1], head[2], head[3], head[4], head[5], {}, {static_cast<int>(head[6]), {}, {}, {}, {}}};
    double** columns = &problem.columns.a;
    const double neutral[] = {0, 1, 1, 2, 0, 0};
    for (int k = 0; k < 18; k++)
    {
        columns[k] = column(problem.padded(), k < 6 ? neutral[k] : 0);
        if (k < 6) load(columns[k], problem.count);
    }

    Levels& levels = problem.levels;
    if (levels.count == 0) return problem;
    levels.price = column(levels.padded(), double(INFINITY));
    levels.size = column(levels.padded(), 0.0);
    levels.bought = column(levels.padded(), 0.0);
    levels.start = column(problem.padded(), 0);
    load(levels.price, levels.count);
    load(levels.size, levels.count);
    std::vector<double> start(problem.count + 1);
    load(start.data(), problem.count + 1);
    std::copy(start.begin(), start.end(), levels.start);
    return problem;
}

// sum, bounds and stationarity, or what stands for it, of the original costs
static void check(const Instance& problem, Task task, const Answer& answer)
{
    if (task == Task::power_pass || task == Task::capped_pass || task == Task::quadratic_pass) return;
    const Columns& k = problem.columns;
    bool risk = task == Task::risk_quadratic || task == Task::risk_power;
    long double sum = 0;
    double worst = 0, earlier = 0, left = problem.quantity, dearest = -INFINITY, cheapest = INFINITY;
    for (int i = 0; i < problem.count; i++)
    {
        double x = k.x[i], cap = task == Task::capped ? k.u[i] : INFINITY;
        sum += x;
        left -= x;
        if (!(x >= 0 && x <= cap)) fail("out of bounds");
        if (task == Task::book)
        {
            // all that is cheaper than lambda, and nothing that is dearer
            double below = 0, up_to = 0;
            for (int j = problem.levels.start[i]; j < problem.levels.start[i + 1]; j++)
            {
                below += problem.levels.price[j] < answer.lambda ? problem.levels.size[j] : 0;
                up_to += problem.levels.price[j] <= answer.lambda ? problem.levels.size[j] : 0;
            }

            worst = std::max({worst, (below - x) / problem.quantity, (x - up_to) / problem.quantity});
        }
        else if (task == Task::lots)
        {
            // no lot that is bought is dearer than one that is not (Fox 1966)
            auto cost = [&](double shares) { return k.c[i] * std::pow(shares, k.d[i]); };
            if (x != problem.lot * std::round(x / problem.lot)) fail("not a whole lot");
            cheapest = std::min(cheapest, cost(x + problem.lot) - cost(x));
            if (x > 0) dearest = std::max(dearest, cost(x) - cost(x - problem.lot));
        }
        else
        {
            double marginal = k.a[i] + 2 * k.b[i] * x + (k.c[i] > 0 ? k.c[i] * k.d[i] * std::pow(x, k.d[i] - 1) : 0);
            double off = (marginal + earlier) / answer.lambda - 1;
            if (risk) earlier += 2 * problem.aversion * k.v[i] * left;
            if ((x <= 0 && off > 0) || (x >= cap && off < 0)) off = 0;
            worst = std::max(worst, std::fabs(off));
        }
    }

    const std::string name = task_names[int(task)];
    if (!(std::fabs(double(sum / problem.quantity) - 1) < 1e-12)) fail("sum of " + name + " is wrong");
    if (!(worst < 1e-11) || dearest > cheapest * (1 + 1e-11)) fail("an answer of " + name + " is not optimal: " + std::to_string(worst));
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
