"""An instance that SolverGrpc.Bench has written, and what a schedule for it is worth."""

import json
import math

import numpy as np


class Instance:
    """minimise sum a x + b x^2 + c x^d + risk_aversion sum variance r^2,  r_i = S - x_0 - ... - x_i,  with sum x = S, 0 <= x <= upper."""

    def __init__(self, path):
        with open(path, encoding="utf-8") as file:
            data = json.load(file)
        self.name, self.quantity, self.lower_bound = data["class"], data["quantity"], data["lower_bound"]
        for name in ("a", "b", "c", "d", "variance", "schedule"):
            setattr(self, name, np.array(data[name], dtype=float))
        self.upper = np.array([math.inf if cap is None else cap for cap in data["upper"]])
        self.weight = data["risk_aversion"] * self.variance  # of r^2; empty without risk
        self.count = len(self.a)
        self.mean = self.quantity / self.count

    @property
    def has_risk(self):
        return len(self.weight) > 0

    @property
    def is_quadratic(self):
        return not self.c.any()

    @property
    def is_capped(self):
        return bool(np.isfinite(self.upper).any())

    def remaining(self, x):
        return self.quantity - np.cumsum(x)

    def cost(self, x):
        total = self.a @ x + self.b @ (x * x)
        return total if self.is_quadratic else total + self.c @ np.power(np.maximum(x, 0), self.d)

    def marginal(self, x):
        slope = self.a + 2 * self.b * x
        return slope if self.is_quadratic else slope + self.c * self.d * np.power(np.maximum(x, 0), self.d - 1)

    def curvature(self, x, least=0.0):
        bend = 2 * self.b + 0 * x
        return bend if self.is_quadratic else bend + self.c * self.d * (self.d - 1) * np.power(np.maximum(x, least), self.d - 2)

    def objective(self, x):
        if not self.has_risk:
            return self.cost(x)
        r = self.remaining(x)
        return self.cost(x) + self.weight @ (r * r)

    def gradient(self, x):
        slope = self.marginal(x)
        # r_j falls with x_i for every j >= i
        return slope - np.cumsum((2 * self.weight * self.remaining(x))[::-1])[::-1] if self.has_risk else slope

    def judge(self, x):
        """Gap to the certified bound, error of the sum and violation of a bound, all relative."""
        x = np.asarray(x, dtype=float)
        terms = [self.a * x, self.b * x * x]
        if not self.is_quadratic:
            terms.append(self.c * np.power(np.maximum(x, 0), self.d))
        if self.has_risk:
            r = self.remaining(x)
            terms.append(self.weight * r * r)
        objective = math.fsum(np.concatenate(terms))
        return {
            "gap": objective / self.lower_bound - 1,
            "sum_error": abs(math.fsum(x) / self.quantity - 1),
            "violation": max(0.0, float(np.max(-x)), float(np.max(x - self.upper))) / self.mean,
        }
