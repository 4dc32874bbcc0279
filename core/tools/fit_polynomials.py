#!/usr/bin/env python3
"""Prints the coefficients of core/src/math.h and activations.cpp (needs mpmath).

Each row is the polynomial that meets its function at the Chebyshev nodes of the interval, which is within a few per cent
of the best one, except for gelu's: its errors count by a weight, and Lawson's algorithm makes the largest small. Lowest
power first, rounded to float32 and printed exactly.
"""
import struct

from mpmath import atanh, chop, cos, erf, erfc, exp, log, lu_solve, matrix, mp, mpf, pi, sin, sqrt, tanh

mp.dps = 40


def fit(function, low, high, n_terms):
    nodes = [(low + high) / 2 + (high - low) / 2 * cos(pi * (2 * i + 1) / (2 * n_terms)) for i in range(n_terms)]
    powers = matrix(n_terms, n_terms)
    for i, node in enumerate(nodes):
        for j in range(n_terms):
            powers[i, j] = node**j
    return lu_solve(powers, matrix([function(node) for node in nodes]))


def fit_weighted(function, weight, low, high, n_terms, n_points=240, n_steps=150):
    """Least squares again and again, each time with more weight where the error was large."""
    points = [low + (high - low) * (1 - cos(pi * (i + mpf("0.5")) / n_points)) / 2 for i in range(n_points)]
    targets = [function(x) for x in points]
    weights = [weight(x) for x in points]
    powers = [[x**j for j in range(n_terms)] for x in points]
    share = [mpf(1) / n_points] * n_points
    best = (mpf("inf"), None)
    for _ in range(n_steps):
        factors = [s * w**2 for s, w in zip(share, weights)]
        left = matrix(n_terms, n_terms)
        right = matrix(n_terms, 1)
        for factor, row, target in zip(factors, powers, targets):
            for i in range(n_terms):
                right[i] += factor * row[i] * target
                for j in range(n_terms):
                    left[i, j] += factor * row[i] * row[j]
        coefficients = lu_solve(left, right)
        errors = [
            abs(sum(c * p for c, p in zip(coefficients, row)) - target) * w
            for row, target, w in zip(powers, targets, weights)
        ]
        best = min(best, (max(errors), coefficients), key=lambda pair: pair[0])
        share = [s * e for s, e in zip(share, errors)]
        total = sum(share)
        share = [s / total for s in share]
    return best[1]


def float_hex(value):
    mantissa, _, exponent = struct.unpack("f", struct.pack("f", float(value)))[0].hex().partition("p")
    return f"{mantissa.rstrip('0').rstrip('.')}p{exponent}f"


def show(name, coefficients):
    print(f"{name}: " + ", ".join(float_hex(chop(c)) for c in coefficients))


ln2 = log(mpf(2))
tiny = mpf(2) ** -40  # the intervals leave out 0, where the quotients below are 0/0
show("exp    (e^r - 1 - r) / r^2, r", fit(lambda r: (exp(r) - 1 - r) / r**2, -ln2 / 2, ln2 / 2, 6))
s_max = ((sqrt(mpf(2)) - 1) / (sqrt(mpf(2)) + 1)) ** 2
show("log    (2 atanh(s) - 2s) / s^3, s^2", fit(lambda z: (2 * atanh(sqrt(z)) / sqrt(z) - 2) / z, tiny, s_max, 4))
quarter = (pi / 4) ** 2
show("sin    (sin(r)/r - 1) / r^2, r^2", fit(lambda z: (sin(sqrt(z)) / sqrt(z) - 1) / z, tiny, quarter, 4))
show("cos    (cos(r) - 1 + r^2/2) / r^4, r^2", fit(lambda z: (cos(sqrt(z)) - 1 + z / 2) / z**2, tiny, quarter, 4))
# Beside the middle, which would be a node of its own.
show("expm1  (e^r - 1 - r) / r^2, r", fit(lambda r: (exp(r) - 1 - r) / r**2, -ln2 / 2, ln2 / 2 + mpf(2) ** -20, 5))
show("tanh   (tanh(x)/x - 1) / x^2, x^2", fit(lambda z: (tanh(sqrt(z)) / sqrt(z) - 1) / z, tiny, mpf("0.3125") ** 2, 3))
show("erf    erf(x)/x - 1, x^2", fit(lambda z: erf(sqrt(z)) / sqrt(z) - 1, tiny, mpf("0.9375") ** 2, 7))
show("erfc   log(erfc(x)) / x, x", fit(lambda x: log(erfc(x)) / x, mpf("0.9375"), mpf("4.0"), 8))


def tail(t):
    return erfc(t / sqrt(mpf(2))) / 2


# The error of t · tail(t) that an error of the quotient makes; beside it a little of the exponent's own.
show(
    "gelu   (log2(tail(t)) + 1) / t, t",
    fit_weighted(
        lambda t: (log(tail(t)) / ln2 + 1) / t,
        lambda t: t**2 * tail(t) * ln2 + t * mpf("1e-4"),
        tiny,
        mpf(6),
        8,
    ),
)
