"""Names from scenario and data files as a person would write them."""

from calendar import month_name

NAMES = (
    "DGX", "LLM", "OpenAI", "Microsoft", "Anthropic", "Nvidia", "TSMC", "China", "CUDA", "ROCm", "XLA",
    "MTIA", "Maia", "Neuron", "Dojo",
)  # fmt: skip
SPELLING = {name.casefold(): name for name in (*NAMES, *month_name[1:])}


def readable(name: str) -> str:
    """Return a key such as `rule_of_october_2022` as words: `rule of October 2022`."""
    words = name.replace("_", " ").replace("-", " ").split()
    return " ".join(SPELLING.get(word.casefold(), word) for word in words)


def money(usd: float) -> str:
    """Return an amount as people say it: `1.2 bn USD`, `340 m USD`, `12,300 USD`."""
    size = abs(usd)
    if size >= 1e9:
        return f"{usd / 1e9:,.3g} bn USD"
    if size >= 1e6:
        return f"{usd / 1e6:,.3g} m USD"
    return f"{usd:,.0f} USD"


def compute(a100: float) -> str:
    """Return a count of A100-equivalents as people say it: `1.25 million`, `21,300`, `4.2`."""
    size = abs(a100)
    if size >= 1e6:
        return f"{a100 / 1e6:,.3g} million"
    return f"{a100:,.0f}" if size >= 10 else f"{a100:.2g}"
