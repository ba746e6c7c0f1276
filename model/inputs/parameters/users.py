"""What users of AI notice, adopt and spend."""

from model.inputs.parameter import Section, parameter, share


class Users(Section):
    """Users of AI: attention, perceived capability, adoption."""

    market_multiple: float = parameter(
        20.0,
        "what users would spend a month if all who ever could had adopted, over the opening spending",
        "factor",
        1.5,
        200,
        source="[5, 60]; a tenth of the world's spending on software, 0.8 tn USD a year (Gartner, October "
        "2022); 98 bn USD a year by 2026 (PitchBook, March 2023); both over the opening 5 bn: assumption",
    )
    opening_adoption: float = parameter(
        0.825,
        "adopters over those who would adopt at the capability perceived when the world opens",
        "share",
        0.05,
        1,
        source="[0.6, 0.95]; gives some 3 % of growth a month before any release: assumption",
    )
    opening_gap: float = parameter(
        1.71,
        "capability over perceived capability when the world opens",
        "log of compute",
        0,
        10,
        source="[1, 3]; assumption",
    )
    capability_spread: float = parameter(
        2.0,
        "capability from a quarter of a market to a half is 1.1 times this",
        "log of compute",
        0.1,
        20,
        source="[1, 4]; GPT-3 to GPT-4, some six of these units, led from few users to many: assumption",
    )
    noticing: float = share(
        0.01, "part of the gap to capability that users notice a month without news", source="[0, 0.03]"
    )
    noticing_of_news: float = parameter(
        0.25,
        "part of the gap noticed a month per unit of attention",
        "per month",
        0,
        5,
        source="[0.2, 1]; assumption",
    )
    noticing_of_users: float = parameter(
        0.05,
        "part of the gap noticed a month where all who ever could have adopted: others see them at it",
        "per month",
        0,
        1,
        source="[0, 0.15]; assumption",
    )
    attention_fading: float = share(0.103, "part of attention lost a month", source="[0.1, 0.6]; assumption")
    rent_elasticity: float = parameter(
        0.2,
        "how those who would adopt fall with rents of compute, while few do",
        "1",
        0,
        5,
        source="[0.1, 1.3]; price elasticity of 0.7 to 2 times the part of compute in the price: 10 to 20 % "
        "of mature revenue (a16z, LatePost) up to all: assumption",
    )
    innovation: float = parameter(
        0.002,
        "part of those left who adopt a month by themselves",
        "per month",
        0,
        1,
        source="[0.001, 0.005]; 0.03 a year is the mean of durables (Sultan, Farley and Lehmann 1990)",
    )
    imitation: float = parameter(
        0.25,
        "part of those left who adopt a month where all others have",
        "per month",
        0,
        1,
        source="[0.03, 0.6]; 0.38 a year is the mean of durables; ChatGPT's 100 m users in two months "
        "(UBS, February 2023) stand for the upper end",
    )
