// Which solver answers which task. Included once per lane width, after them.
#pragma once

namespace
{
Answer run(const Instance& problem, Task task)
{
    const Columns& k = problem.columns;
    switch (task)
    {
    case Task::power: return solve_power(problem, false);
    case Task::warm: return solve_power(problem, true);
    case Task::capped: return solve_capped(problem);
    case Task::equal: return solve_equal(problem);
    case Task::quadratic: return solve_quadratic(problem);
    case Task::power_pass: return {power_pass(k, problem.padded(), problem.pass_level).first, 1};
    case Task::capped_pass: return {capped_pass(k, problem.padded(), problem.pass_level).first, 1};
    case Task::risk_quadratic: return solve_risk_quadratic(problem);
    case Task::risk_power: return solve_risk_power(problem);
    case Task::spread: return solve_curves<false>(problem);
    case Task::composite: return solve_curves<true>(problem);
    case Task::book: return solve_book(problem);
    case Task::lots: return solve_lots(problem);
    case Task::quadratic_pass: return {quadratic_pass(k, problem.padded(), problem.pass_level).first, 1};
    }

    return {NAN, 0};
}
}
