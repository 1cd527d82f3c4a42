# mpmath 1.3.0, 400 digits: delta of mu-GDP at epsilon from its definition; epsilon by root finding.
# python3 make-gaussian-privacy.py > gaussian-privacy.json
import json
from mpmath import erfc, exp, mp, mpf, sqrt

mp.dps = 400


def upper(x):
    return erfc(x / sqrt(mpf(2))) / 2


def delta(mu, epsilon):
    mu, epsilon = mpf(mu), mpf(epsilon)
    return upper(epsilon / mu - mu / 2) - exp(epsilon) * upper(epsilon / mu + mu / 2)


def root(f, low, high):
    """Bisection of an increasing f, to 60 digits."""
    low, high = mpf(low), mpf(high)
    for _ in range(260):
        middle = (low + high) / 2
        low, high = (middle, high) if f(middle) < 0 else (low, middle)
    return low


cases = {"delta": [], "epsilon": [], "noise": []}
for mu, epsilon in [(1, 1), (1, 0), (0.001, 0.0001), (0.001, 0.01), (0.1, 3), (1, 30), (5, 10), (5, 0), (40, 900), (40, 1000), (40, 300), (200, 21000), (1e-6, 1e-6), (3, 4.5), (6, 5), (4, 0)]:
    cases["delta"].append({"mu": mu, "epsilon": epsilon, "delta": float(delta(mu, epsilon))})
for mu, d in [(1, 1e-5), (0.5, 1e-6), (2.5, 1e-3), (40, 1e-3), (1000, 1e-9), (0.01, 1e-3), (0.01, 1e-5), (1, 1e-300), (10, 0.9)]:
    cases["epsilon"].append({"mu": mu, "delta": d, "epsilon": float(root(lambda e: mpf(d) - delta(mu, e), 0, 10 * mu * (mu + 40)))})
for epsilon, d, steps in [(1, 1e-5, 1), (10, 1e-3, 500), (100, 1e-3, 500), (1000, 1e-3, 500), (0.01, 1e-6, 7)]:
    mu = root(lambda m: delta(m, epsilon) - mpf(d), mpf(10) ** -6, 1000)
    cases["noise"].append({"epsilon": epsilon, "delta": d, "steps": steps, "noiseMultiplier": float(sqrt(mpf(steps)) / mu)})
print(json.dumps(cases, indent=2))
