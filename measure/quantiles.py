"""Quantiles and tails of the usual distributions; the one place that asks scipy for them, and only when called."""


def t_quantile(probability: float, df: float | None) -> float:
    """Return the quantile of Student's t with *df* degrees of freedom, of the normal where *df* is None.

    >>> round(t_quantile(0.975, 10), 4), round(t_quantile(0.975, None), 4)
    (2.2281, 1.96)
    """
    from scipy.special import ndtri, stdtrit  # type: ignore[import-untyped]

    return float(ndtri(probability) if df is None else stdtrit(df, probability))


def t_two_sided(t: float, df: float) -> float:
    """Return the two-sided p value of *t*."""
    from scipy.special import stdtr

    return float(2 * stdtr(df, -abs(t)))


def f_tail(f: float, df_above: float, df_below: float) -> float:
    """Return the probability of an F at least this large."""
    from scipy.special import fdtrc

    return float(fdtrc(df_above, df_below, f))


def chi2_tail(chi2: float, df: float) -> float:
    """Return the probability of a chi-square at least this large."""
    from scipy.special import chdtrc

    return float(chdtrc(df, chi2))


def beta_quantile(probability: float, a: float, b: float) -> float:
    """Return the quantile of Beta(a, b)."""
    from scipy.special import betaincinv

    return float(betaincinv(a, b, probability))
