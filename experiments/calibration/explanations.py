"""What cannot be computed: why targets are missed, what was decided in view of the data, limits."""

STRUCTURE = """Read with this in mind: parameters were calibrated, but rules and forms were also chosen
with the data up to May 2023 in view. What was changed because the data called for it: unmet demand raises
street prices; orders are taken before a chip's launch; vendors close only part of a gap to their wanted
supply per month; wafers in process take about half a year; the letter of August 2022 bars chips a month
before the rule; China's clouds race for models from February 2023; buyers under a bar
prefer chips made at home."""

EXPLAINED: dict[str, str] = {
    "Nvidia data-centre revenue": "orders move to a new chip in one month, from the launch on; in the "
    "data old and new overlap",
    "Nvidia gross margin": "cost to make counts chip and network, not the other parts of a system",
    "Nvidia obligations": "the vendor orders no further ahead than wafers take; in fact supply was bound "
    "for a year",
    "Nvidia stock": "the vendor holds finished chips only; parts and goods in work are not in the model",
    "A100 shipped": "demand for the old chip falls once the new one can be ordered",
    "A800 shipped": "variants are cut from the same wafers in proportion to open orders, and orders "
    "elsewhere are larger",
    "H100 shipped": "first supply is a share of the predecessor's; the ramp is the foundry's",
    "H800 shipped": "competes with H100 for the same wafers, in proportion to open orders",
    "TPU": "a programme's pace is drawn by chance; the data are one draw",
    "Nvidia chips to Google": "TPUs fill Google's need first; tenants that want GPUs are not told apart",
    "Nvidia chips to Amazon": "own chips take a part of orders as soon as they come",
    "Nvidia chips to China 2022 Q3": "the data fall by two thirds in a quarter of which the bar covers "
    "one month; nothing else in the model lowers demand",
    "Nvidia chips to China": "export variants share wafers with the rest of the world",
    "Nvidia chips to": "one growth path for all large clouds",
    "A100 street price": "grey supply is small, and nobody substitutes at the rising price as fast",
    "A100 server": "the rise of A100 in China after the bar, which lasts longer than in the data",
    "A800 street price": "a shortage of the variant raises its price above what was paid",
    "A100 rents": "small clouds lower rents while they have room, which stretches the spread",
    "Growth of frontier": "labs hold compute bought before; money binds what they add",
    "Siyuan": "the chip is launched in June 2023 and its supply starts from nothing",
    "Chip projects whose first": "most projects here are of teams with experience; the survey covers all",
    "Chip projects behind": "few projects fall due in the run",
    "Firms that order": "vendors and clouds smooth; resellers amplify",
    "Crypto": "miners' demand is a wave that is given; the channel's price answers it sluggishly",
    "Share of cloud revenue": "rented chips alone, of which the shares differ from all cloud services",
    "H100 street": "the premium on H100 in the West is set by its waiting time",
    "Delivery time": "the mean over two chips, of which one is in good supply",
}
"""By how a target's name starts; the first that fits is taken."""

TOO_NARROW = """

**The intervals are too narrow**: they hold less than 80 % of what came. Most misses are of the turn at
the end of 2022, when the old chip gave way to the new one and the bar came: what was known by June or
September holds nothing like it. Inside the window known at each origin the market is no further from the
data than their error allows, so nothing there says by how much to widen. Take the forecast's 90 % for
about 70 %."""
NOT_FOR = """## What the model must not be used for

- **Levels after 2023.** Read differences between scenarios. Nothing after May 2023 was fitted, and the
  forecast above says how wide the intervals are.
- **Prices to the dollar, or dates to the month.** Street prices are right in direction and size, not in
  detail; a chip programme's date is a draw.
- **Single firms' accounts.** Clouds' budgets and opening stocks are assumptions around Epoch AI's
  counts; resellers and most start-ups stand for many.
- **Parameters as facts.** Where `known` above is near zero the value is a guess that the data neither
  support nor rule out.
- **Gaming, cars, the foundries' other customers, or stock prices**: not in the model.
- **A rule that no one in the model can react to**, such as controls on software or people."""
