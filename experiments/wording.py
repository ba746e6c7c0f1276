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
