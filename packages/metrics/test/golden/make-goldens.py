"""Writes the golden files of kornia, torch, scipy and numpy that stand beside this script.

Needs torch, kornia, numpy and scipy. Inputs are rounded to 4 decimals so that the JSON holds them exactly.
The two ncc-l2-*.json files come from the attack's reference code and are not written here.
"""
import json
import pathlib

import kornia
import numpy as np
import scipy
import scipy.optimize
import scipy.special
import scipy.stats
import torch
import torch.nn.functional as F

# The reference code runs so; with the default float32 kornia would round its Gaussian window to float32.
torch.set_default_dtype(torch.float64)

here = pathlib.Path(__file__).parent
rng = np.random.default_rng(20260)


def write(name, value):
    (here / f"{name}.json").write_text(json.dumps(value) + "\n")


def pictures(n, c, h, w):
    """Smooth blobs and noise in [0, 1]: windows with structure, with noise, and flat ones."""
    yy, xx = np.mgrid[0:h, 0:w]
    out = np.zeros((n, c, h, w))
    for i in range(n):
        for k in range(c):
            cy, cx, s = rng.uniform(0, h), rng.uniform(0, w), rng.uniform(1.5, 5)
            out[i, k] = np.exp(-((yy - cy) ** 2 + (xx - cx) ** 2) / (2 * s * s))
    return out


ssim_cases = []
for name, n, c, h, w, window, max_val in [
    ("1x5x6", 2, 1, 5, 6, 3, 1.0),
    ("1x28x28", 2, 1, 28, 28, 3, 1.0),
    ("3x32x32", 1, 3, 32, 32, 3, 1.0),
    ("1x12x9 window 5 max 255", 2, 1, 12, 9, 5, 255.0),
    ("2x11x11 window 11", 1, 2, 11, 11, 11, 1.0),
]:
    x = pictures(n, c, h, w)
    y = np.clip(0.8 * x + 0.1 * rng.standard_normal(x.shape), 0, 1)
    y[0] = np.clip(np.round(pictures(1, c, h, w)[0], 4), 0, 1)
    x, y = np.round(x * max_val, 4), np.round(y * max_val, 4)
    tx, ty = torch.tensor(x, dtype=torch.float64), torch.tensor(y, dtype=torch.float64)
    m = kornia.metrics.ssim(tx, ty, window_size=window, max_val=max_val, eps=1e-12, padding="same")
    ssim_cases.append({
        "name": name, "imageShape": [c, h, w], "windowSize": window, "maxValue": max_val, "epsilon": 1e-12,
        "x": x.reshape(n, -1).tolist(), "y": y.reshape(n, -1).tolist(),
        "ssim": m.reshape(n, -1).mean(1).tolist(),
    })
write("kornia-ssim", {
    "source": f"kornia {kornia.__version__} kornia.metrics.ssim(padding='same') under torch.set_default_dtype(float64), torch {torch.__version__}",
    "dtype": "float64", "cases": ssim_cases})

cases = []
for c, h, w in [(1, 4, 4), (3, 6, 8), (1, 28, 28), (2, 7, 5)]:
    x = np.round(rng.standard_normal((2, c, h, w)), 4)
    half = F.interpolate(torch.tensor(x, dtype=torch.float64), scale_factor=0.5, mode="bicubic", align_corners=False)
    cases.append({"imageShape": [c, h, w], "halfShape": list(half.shape[1:]), "x": x.reshape(2, -1).tolist(),
                  "half": half.reshape(2, -1).tolist()})
write("torch-bicubic-half", {
    "source": f"torch {torch.__version__} torch.nn.functional.interpolate(scale_factor=0.5, mode='bicubic', align_corners=False)",
    "dtype": "float64", "cases": cases})

beta = [{"a": a, "b": b, "x": x, "value": float(scipy.special.betainc(a, b, x))}
        for a, b, x in [(0.5, 0.5, 0.3), (1, 1, 0.42), (2, 3, 0.1), (5, 2, 0.9), (20, 81, 0.2), (96, 5, 0.95),
                        (1, 100, 0.01), (100, 1, 0.99), (500.5, 499.5, 0.51), (1000, 3, 0.998), (0.01, 7, 1e-9),
                        (3, 40, 0.6)]]
intervals = []
for k, n, level in [(0, 20, 0.95), (20, 20, 0.95), (16, 20, 0.95), (1, 100, 0.95), (33, 100, 0.9), (96, 100, 0.99),
                    (499, 1000, 0.95), (0, 1, 0.95), (1, 1, 0.95)]:
    ci = scipy.stats.binomtest(k, n).proportion_ci(confidence_level=level, method="exact")
    intervals.append({"successes": k, "trials": n, "confidence": level, "low": float(ci.low), "high": float(ci.high)})
quantiles = [{"p": p, "z": float(scipy.stats.norm.ppf(p))} for p in [0.5, 0.9, 0.975, 0.995, 0.025, 1e-6]]
write("scipy-beta", {"source": f"scipy {scipy.__version__} special.betainc, stats.binomtest().proportion_ci('exact'), stats.norm.ppf",
                     "dtype": "float64", "incompleteBeta": beta, "clopperPearson": intervals, "normalQuantiles": quantiles})


def delong(p, q, level):
    """Variance from the placement values (structural components), 1/m and 1/n of their unbiased variances."""
    psi = (p[:, None] > q[None]) + 0.5 * (p[:, None] == q[None])
    auc = psi.mean()
    v = psi.mean(1).var(ddof=1) / len(p) + psi.mean(0).var(ddof=1) / len(q)
    z = scipy.stats.norm.ppf(0.5 + level / 2)
    return auc, v, max(0.0, auc - z * v ** 0.5), min(1.0, auc + z * v ** 0.5)


def score_interval(auc, m, n, level):
    """Roots of |auc - t| = z sqrt(V(t)) with Hanley and McNeil's V, m - 1 and n - 1 both replaced by (m + n)/2 - 1."""
    z, s = scipy.stats.norm.ppf(0.5 + level / 2), (m + n) / 2 - 1
    v = lambda t: t * (1 - t) * (1 + s * ((1 - t) / (2 - t) + t / (1 + t))) / (m * n)
    f = lambda t: (auc - t) ** 2 - z * z * v(t)
    low = 0.0 if auc == 0 else scipy.optimize.brentq(f, 1e-15, auc - 1e-12, xtol=1e-15)
    high = 1.0 if auc == 1 else scipy.optimize.brentq(f, auc + 1e-12, 1 - 1e-15, xtol=1e-15)
    return low, high


aucs = []
for m, n, shift, digits, level in [(20, 20, 1.0, 2, 0.95), (15, 40, 0.3, 1, 0.9), (50, 50, 2.0, 3, 0.95), (5, 4, 30.0, 2, 0.95)]:
    p = np.round(rng.standard_normal(m) + shift, digits)
    q = np.round(rng.standard_normal(n), digits)
    auc, v, low, high = delong(p, q, level)
    u = scipy.stats.mannwhitneyu(p, q).statistic / (m * n)
    assert abs(u - auc) < 1e-12
    lo, hi = score_interval(float(u), m, n, level)
    aucs.append({"positives": p.tolist(), "negatives": q.tolist(), "confidence": level, "auc": float(u),
                 "delong": {"variance": float(v), "low": float(low), "high": float(high)},
                 "score": {"low": float(lo), "high": float(hi)}})
write("scipy-auc", {"source": f"scipy {scipy.__version__} stats.mannwhitneyu, optimize.brentq; numpy {np.__version__} for the placement variances",
                    "dtype": "float64", "cases": aucs})

assignments = []
for n, m in [(3, 3), (5, 8), (8, 5), (30, 30), (12, 1)]:
    cost = np.round(rng.standard_normal((n, m)), 3)
    r, c = scipy.optimize.linear_sum_assignment(cost)
    assignments.append({"cost": cost.tolist(), "total": float(cost[r, c].sum())})
write("scipy-assignment", {"source": f"scipy {scipy.__version__} optimize.linear_sum_assignment", "dtype": "float64", "cases": assignments})
