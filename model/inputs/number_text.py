"""Amounts as people write them."""


def money(usd: float) -> str:
    """Return an amount: `1.2 bn USD`, `340 m USD`, `12,300 USD`."""
    size = abs(usd)
    if size >= 1e9:
        return f"{usd / 1e9:,.3g} bn USD"
    if size >= 1e6:
        return f"{usd / 1e6:,.3g} m USD"
    return f"{usd:,.0f} USD"


def count(number: float) -> str:
    """Return a count: `1.25 million`, `21,300`, `4.2`."""
    size = abs(number)
    if size >= 1e6:
        return f"{number / 1e6:,.3g} million"
    return f"{number:,.0f}" if size >= 10 or number == int(number) else f"{number:.2g}"


def percent(share: float, signed: bool = False) -> str:
    """Return a share: `61 %`, with a sign `+4.0 %`."""
    # Adding zero turns a rounded -0.0 into 0.0.
    return f"{round(100 * share, 1) + 0.0:+.1f} %" if signed else f"{100 * share:.0f} %"


def months(time: float) -> str:
    """Return a time: `1 month`, `2.4 months`."""
    text = f"{time:.1f}".removesuffix(".0")
    return "1 month" if text == "1" else f"{text} months"
