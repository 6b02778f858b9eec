"""What a user would take instead. Each solver has a name, says which instances it is for, and goes from the columns of an instance to a schedule.

Quantities are scaled to the mean, costs to those of the equal split, and derivatives are exact: as careful users would do it.
Tolerances are the tightest with which each still ends well.
"""

import subprocess
import time

import numpy as np


class Stopped(Exception):
    """The time is over: what has been reached."""

    def __init__(self, x):
        super().__init__("stopped at the limit")
        self.x = x


class Scaled:
    """The instance in y = x / mean; raises Stopped from its cost when the time is over."""

    def __init__(self, instance, limit):
        self.instance, self.mean = instance, instance.mean
        self.scale = 1 / instance.objective(np.full(instance.count, instance.mean))
        self.start = np.ones(instance.count)
        self.deadline = time.perf_counter() + limit

    def cost(self, y):
        if time.perf_counter() > self.deadline:
            raise Stopped(y * self.mean)
        return self.scale * self.instance.objective(y * self.mean)

    def slope(self, y):
        return self.scale * self.mean * self.instance.gradient(y * self.mean)

    def caps(self, none):
        upper = self.instance.upper / self.mean
        return np.where(np.isfinite(upper), upper, none)


def always(instance):
    return True


def up_to(count):
    return lambda instance: instance.count <= count


def brentq(instance, limit):
    """One root: sum x(lambda) = S with x(lambda) in closed form."""
    from scipy.optimize import brentq as root

    marginal = instance.marginal(np.full(instance.count, instance.mean))
    if instance.is_quadratic:
        half, upper = 0.5 / instance.b, instance.upper
        x = lambda price: np.clip((price - instance.a) * half, 0, upper)
        price = root(lambda price: x(price).sum() - instance.quantity, marginal.min(), marginal.max(), xtol=1e-300, rtol=8.9e-16)
    else:
        power, upper = 1 / (instance.d - 1), instance.upper
        unit = 1 / (instance.c * instance.d)
        x = lambda price: np.minimum(np.power(price * unit, power), upper)
        price = root(lambda price: x(price).sum() - instance.quantity, marginal.min(), marginal.max(), xtol=1e-300, rtol=8.9e-16)
    return x(price)


def scipy_slsqp(instance, limit):
    from scipy.optimize import minimize

    scaled = Scaled(instance, limit)
    ones = np.ones(instance.count)
    total = {"type": "eq", "fun": lambda y: y.sum() - instance.count, "jac": lambda y: ones}
    bounds = list(zip(np.zeros(instance.count), scaled.caps(np.inf)))
    answer = minimize(scaled.cost, scaled.start, jac=scaled.slope, method="SLSQP", bounds=bounds, constraints=[total], options={"maxiter": 10_000, "ftol": 1e-14})
    return answer.x * scaled.mean


def trust_constr(instance, limit):
    """With risk in (y, r), which keeps the Hessian diagonal."""
    from scipy import sparse
    from scipy.optimize import Bounds, LinearConstraint, minimize

    scaled, n = Scaled(instance, limit), instance.count
    curvature = lambda y: scaled.scale * scaled.mean**2 * instance.curvature(y * scaled.mean, 1e-9 * scaled.mean)
    settings = {"maxiter": 10_000, "gtol": 1e-10, "xtol": 1e-12}
    upper = scaled.caps(np.inf)
    if not instance.has_risk:
        answer = minimize(
            scaled.cost, scaled.start, jac=scaled.slope, hess=lambda y: sparse.diags(curvature(y)), method="trust-constr",
            bounds=Bounds(0, upper), constraints=[LinearConstraint(sparse.csr_matrix(np.ones((1, n))), n, n)], options=settings)
        return answer.x * scaled.mean
    weight = 2 * scaled.scale * scaled.mean**2 * instance.weight

    def cost(z):
        if time.perf_counter() > scaled.deadline:
            raise Stopped(z[:n] * scaled.mean)
        return scaled.scale * instance.cost(z[:n] * scaled.mean) + 0.5 * weight @ z[n:] ** 2

    slope = lambda z: np.concatenate([scaled.scale * scaled.mean * instance.marginal(z[:n] * scaled.mean), weight * z[n:]])
    bend = lambda z: sparse.diags(np.concatenate([curvature(z[:n]), weight]))
    balance, right = balances(n)
    answer = minimize(
        cost, np.concatenate([scaled.start, n - np.arange(1.0, n + 1)]), jac=slope, hess=bend, method="trust-constr",
        bounds=Bounds(np.concatenate([np.zeros(n), np.full(n, -np.inf)]), np.concatenate([upper, np.full(n, np.inf)])),
        constraints=[LinearConstraint(balance, right, right)], options=settings)
    return answer.x[:n] * scaled.mean


def balances(n):
    """x_i + r_i - r_(i-1) = 0 with r_(-1) = n and r_(n-1) = 0, as a sparse matrix over (x, r) and its right-hand side."""
    from scipy import sparse

    difference = sparse.diags([np.ones(n), -np.ones(n - 1)], [0, -1])
    last = sparse.csr_matrix(([1.0], ([0], [2 * n - 1])), shape=(1, 2 * n))
    right = np.zeros(n + 1)
    right[0] = n
    return sparse.vstack([sparse.hstack([sparse.identity(n), difference]), last]).tocsr(), right


def cvxopt_solver(instance, limit):
    """qp for quadratic costs, cp for powers; with risk in (y, r)."""
    from cvxopt import matrix, solvers, spdiag, spmatrix

    scaled, n = Scaled(instance, limit), instance.count
    solvers.options.update(show_progress=False, abstol=1e-12, reltol=1e-11, feastol=1e-11, maxiters=200)
    extra = n if instance.has_risk else 0
    weight = 2 * scaled.scale * scaled.mean**2 * instance.weight
    capped = np.flatnonzero(np.isfinite(instance.upper))
    m = n + len(capped)
    G = spmatrix(
        [-1.0] * n + [1.0] * len(capped), list(range(m)), list(range(n)) + [int(i) for i in capped], (m, n + extra))
    h = matrix(np.concatenate([np.zeros(n), instance.upper[capped] / scaled.mean]))
    if instance.has_risk:
        balance, right = balances(n)
        coo = balance.tocoo()
        A = spmatrix(coo.data.tolist(), coo.row.tolist(), coo.col.tolist(), coo.shape)
        right = matrix(right)
        start = matrix(np.concatenate([scaled.start, n - np.arange(1.0, n + 1)]))
    else:
        A, right, start = matrix(1.0, (1, n)), matrix(float(n)), matrix(scaled.start)
    if instance.is_quadratic:
        P = spdiag(matrix(np.concatenate([2 * scaled.scale * scaled.mean**2 * instance.b, weight])))
        q = matrix(np.concatenate([scaled.scale * scaled.mean * instance.a, np.zeros(extra)]))
        return np.array(solvers.qp(P, q, G, h, A, right)["x"]).ravel()[:n] * scaled.mean

    def function(z=None, multipliers=None):
        if z is None:
            return 0, start
        y = np.array(z).ravel()
        x = y[:n] * scaled.mean
        if time.perf_counter() > scaled.deadline:
            raise Stopped(x)
        if x.min() <= 0:
            return None
        value = scaled.scale * instance.cost(x) + (0.5 * weight @ y[n:] ** 2 if extra else 0)
        slope = matrix(np.concatenate([scaled.scale * scaled.mean * instance.marginal(x), weight * y[n:]])).T
        if multipliers is None:
            return value, slope
        bend = np.concatenate([scaled.scale * scaled.mean**2 * instance.curvature(x), weight])
        return value, slope, spdiag(matrix(multipliers[0] * bend))

    return np.array(solvers.cp(function, G, h, A=A, b=right)["x"]).ravel()[:n] * scaled.mean


def nlopt_solver(algorithm):
    def solve(instance, limit):
        import nlopt

        scaled, n = Scaled(instance, limit), instance.count
        last = scaled.start

        def cost(y, gradient):
            nonlocal last
            last = y.copy()
            if gradient.size:
                gradient[:] = scaled.slope(y)
            return scaled.scale * instance.objective(y * scaled.mean)

        def total(y, gradient):
            if gradient.size:
                gradient[:] = 1
            return y.sum() - n

        optimiser = nlopt.opt(getattr(nlopt, algorithm), n)
        if algorithm.startswith("AUGLAG"):
            inner = nlopt.opt(nlopt.LD_LBFGS, n)
            inner.set_ftol_rel(1e-13)
            optimiser.set_local_optimizer(inner)
        optimiser.set_min_objective(cost)
        optimiser.add_equality_constraint(total, 1e-10)
        optimiser.set_lower_bounds(np.zeros(n))
        optimiser.set_upper_bounds(scaled.caps(np.inf))
        optimiser.set_ftol_rel(1e-14)
        optimiser.set_maxtime(limit)
        try:
            answer = optimiser.optimize(scaled.start)
        except (nlopt.RoundoffLimited, RuntimeError):
            answer = last
        if optimiser.last_optimize_result() == nlopt.MAXTIME_REACHED:
            raise Stopped(answer * scaled.mean)
        return answer * scaled.mean

    return solve


class Ipopt:
    """Ipopt through its C interface, in a program of its own: it tells how long it took itself."""

    def __init__(self, program):
        self.program, self.process, self.instance = program, None, None

    def __call__(self, instance, limit):
        if self.process is None:
            self.process = subprocess.Popen([self.program], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        head = np.array([instance.count, instance.quantity, limit, float(instance.has_risk)])
        weight = instance.weight if instance.has_risk else np.zeros(instance.count)
        upper = np.where(np.isfinite(instance.upper), instance.upper, 1e300)
        for column in (head, instance.a, instance.b, instance.c, instance.d, upper, weight):
            self.process.stdin.write(np.ascontiguousarray(column).tobytes())
        self.process.stdin.flush()
        answer = np.frombuffer(self.process.stdout.read(8 * (2 + instance.count)))
        self.seconds, status, x = answer[0], int(answer[1]), answer[2:].copy()
        if status == -4:
            raise Stopped(x)
        if status not in (0, 1):
            raise RuntimeError(f"Ipopt ends with status {status}")
        return x


def all_solvers(ipopt):
    """Name, the instances it is for, and the function."""
    return [
        ("numpy + brentq", lambda instance: not instance.has_risk, brentq),
        ("Ipopt", up_to(1_000_000), Ipopt(ipopt)),
        ("CVXOPT", up_to(10_000), cvxopt_solver),
        ("SciPy SLSQP", up_to(1_000), scipy_slsqp),
        ("SciPy trust-constr", up_to(10_000), trust_constr),
        ("NLopt SLSQP", up_to(1_000), nlopt_solver("LD_SLSQP")),
        ("NLopt AUGLAG, LBFGS", up_to(10_000), nlopt_solver("AUGLAG_EQ")),
    ]
