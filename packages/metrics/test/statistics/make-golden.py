"""Writes golden.json: quantiles of t, intervals of means, rank correlations, computed by SciPy.

Run: python3 make-golden.py (numpy and scipy from PyPI)
"""

import json
from pathlib import Path

import numpy
import scipy
from scipy import stats

t = [
    {"p": p, "df": df, "t": float(stats.t.ppf(p, df))}
    for df in (1, 2, 3, 4, 9, 30, 1000, 2.5)
    for p in (0.5, 0.6, 0.025, 0.975, 0.9995, 1e-6)
]

mean = []
for values, confidence in (
    ([1.0, 2.0, 3.0], 0.95),
    ([18.0, 19.0, 19.0, 15.0, 19.0], 0.95),
    ([0.1, -0.2], 0.9),
    ([7.0, 7.0, 7.0], 0.95),
    ([1e6, 1e6 + 1, 1e6 + 3, 1e6 - 2], 0.99),
):
    center = float(numpy.mean(values))
    error = float(stats.sem(values))
    low, high = (center, center) if error == 0 else stats.t.interval(confidence, len(values) - 1, center, error)
    mean.append({"values": values, "confidence": confidence, "mean": center, "low": float(low), "high": float(high)})

random = numpy.random.default_rng(0)
pairs = [
    ([1, 2, 3, 4, 5], [5, 6, 7, 8, 7]),
    ([10, 20, 10, 30, 20, 20], [1, 2, 2, 1, 3, 0]),
    ([1, 2, 3, 4], [4, 3, 2, 1]),
]
x = random.normal(size=15).round(1).tolist()
pairs.append((x, (numpy.array(x) ** 3 + random.normal(size=15)).round(1).tolist()))
spearman = [
    {
        "x": a,
        "y": b,
        "rho": float(stats.spearmanr(a, b).statistic),
        "ranksOfX": stats.rankdata(a).tolist(),
    }
    for a, b in pairs
]

source = f"scipy {scipy.__version__}, numpy {numpy.__version__}, float64"
golden = {"source": source, "t": t, "mean": mean, "spearman": spearman}
Path(__file__).with_name("golden.json").write_text(json.dumps(golden, indent=2) + "\n")
