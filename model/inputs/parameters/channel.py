"""How the channel behaves: resellers, grey traders, and the miners who buy and sell there."""

from model.inputs.parameter import LEE, Section, parameter, share


class Channel(Section):
    """Resellers and grey traders."""

    smoothing: float = share(0.2, "weight of the newest month in expectations")
    target_cover_months: float = parameter(1.2, "stock wanted in months of sales", "months", 0, 24)
    base_markup: float = parameter(0.05, "log markup in calm times", "log", -1, 1)
    cover_weight: float = parameter(0.0832, "log markup per log of missing cover", "1", 0, 2)
    wait_weight: float = parameter(0.13, "log markup per month of waiting above the normal", "1/month", 0, 2)
    normal_wait_months: float = parameter(
        1.1,
        "waiting time that nobody pays for",
        "months",
        0,
        24,
        source="delivery in one month before the boom: Mantianxin/JiWei, 16 May 2023, "
        "http://www.zeenzj.com/document/detail/id/20616.html",
    )
    rise_weight: float = parameter(1.38, "log markup per expected log rise a month", "1", 0, 10)
    adjustment: float = share(0.341, "part of the gap to the wanted markup closed a month")
    scarcity_weight: float = parameter(
        0.16,
        "log rise of a quote per log of what was asked over what could be served",
        "1",
        0,
        2,
        source="form: tatonnement, price follows excess demand (Walras); value: assumption",
    )
    max_monthly_change: float = parameter(0.0804, "largest log change of a quote a month", "log", 0, 2)
    switching_cost: float = parameter(
        1.8,
        "what a chip may cost on the street over the best lawful substitute for equal compute",
        "factor",
        1.0,
        10.0,
        source="assumption, between 1.1 and 2",
    )
    max_loss: float = share(0.3, "deepest discount under the list price")
    holding_gain: float = parameter(
        9.0, "part of stock held back per expected log rise above the carrying cost", "1", 0, 100
    )
    carrying_cost: float = parameter(0.012, "cost of holding stock", "per month", 0, 0.2)
    max_inflation: float = parameter(
        4.0, "largest multiple of need that is ordered under rationing", "1", 1, 30, source=LEE
    )
    credit_share: float = share(0.6, "bank credit over the stock's value at list price")
    operating_share: float = share(0.02, "own costs over sales")
    barred_wait_months: float = parameter(
        8.0, "wait with which a chip is quoted that may not be delivered", "months", 0, 60
    )
    used_chips_cash_factor: float = parameter(
        2.0, "cash over the price of used chips from which a reseller takes them", "factor", 1, 100
    )
    arbitrage_cost: float = parameter(0.12, "log price gap below which grey trade does not pay", "log", 0, 3)
    seizure_chance: float = share(0.04, "chance that a grey shipment is seized")
    rise_smoothing: float = share(0.3, "weight of the newest month in the expected change of prices")
    most_asked: float = parameter(
        3.0, "highest multiple of its sales that a reseller believes it was asked for", "factor", 1, 100
    )
    unmet_weight: float = share(0.5, "weight of unmet demand in the sales outlook")
    unmet_sales_factor: float = parameter(
        2.0, "unmet demand that enters the outlook, at most: over sales", "factor", 0, 100
    )
    unmet_units: float = parameter(
        50.0, "unmet demand that enters the outlook beyond that, at most", "chips", 0, 1e6
    )
    trial_share: float = share(
        0.15, "first expected sales of a chip that is new on sale, over the reseller's usual business"
    )
    wait_months: float = parameter(0.1, "wait for a chip in stock", "months", 0, 12)
    takeover_price_share: float = share(
        0.98, "a grey trader's price over one's own ask below which a reseller takes its barred chips"
    )
    takeover_stock_part: float = parameter(
        2.0, "a grey trader sells to another reseller at most one in so many of its chips", "chips", 1, 100
    )
    grey_cash_share: float = share(0.5, "part of a grey trader's cash that one purchase may take")
    grey_stock_part: float = parameter(
        3.0, "a reseller sells to a grey trader at most one in so many of its chips", "chips", 1, 100
    )


class Miners(Section):
    """Crypto miners; how high a wave stands is a policy's."""

    return_wanted: float = parameter(
        2.6,
        "highest price over list that miners pay at the peak",
        "factor",
        0.01,
        100,
        source="GPUs stood at 2.6 times list in May 2021 (3DCenter, "
        "https://gamebastion.com/n/amd-radeon-and-nvidia-geforce-gpus-are/83118)",
    )
    sell_below: float = share(0.35, "height of the wave under which miners sell out")
    sell_out_share: float = share(
        0.35, "part of their chips that miners bring to market in each month of the bust"
    )
    distress_discount: float = share(0.25, "what miners take less than the street price to be rid of a chip")
    stock_part: float = parameter(
        2.0, "a reseller sells to miners at most one in so many of the chips that it offers", "chips", 1, 100
    )
    reseller_cash_share: float = share(0.5, "part of its cash that a reseller pays for a miner's chips")
