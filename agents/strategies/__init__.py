"""Strategies: one file each, one line here; a scenario names them."""

from typing import Any

from agents.strategies.cloud.alliance import Alliance
from agents.strategies.cloud.host_partner import HostPartner
from agents.strategies.cloud.landlord import Landlord
from agents.strategies.cloud.own_chips import OwnChips
from agents.strategies.cloud.price_war import PriceWar
from agents.strategies.foundry.queue_by_loyalty import QueueByLoyalty
from agents.strategies.programme.inside_only import InsideOnly
from agents.strategies.programme.rented_out import RentedOut
from agents.strategies.reseller.hoarder import Hoarder
from agents.strategies.reseller.pass_through import PassThrough
from agents.strategies.vendor.clearing_price import ClearingPrice
from agents.strategies.vendor.dgx_cloud import DgxCloud
from agents.strategies.vendor.direct_over_channel import DirectOverChannel
from agents.strategies.vendor.expand_supply import ExpandSupply
from agents.strategies.vendor.favour_non_builders import FavourNonBuilders
from agents.strategies.vendor.shovel_seller import ShovelSeller
from model.inputs.cast import Role
from model.inputs.problems import unknown_name

VENDOR = {
    "clearing_price": ClearingPrice,
    "dgx_cloud": DgxCloud,
    "direct_over_channel": DirectOverChannel,
    "expand_supply": ExpandSupply,
    "favour_non_builders": FavourNonBuilders,
    "shovel_seller": ShovelSeller,
}
CLOUD = {
    "alliance": Alliance,
    "host_partner": HostPartner,
    "landlord": Landlord,
    "own_chips": OwnChips,
    "price_war": PriceWar,
}
RESELLER = {"hoarder": Hoarder, "pass_through": PassThrough}
PROGRAMME = {"inside_only": InsideOnly, "rented_out": RentedOut}
FOUNDRY = {"queue_by_loyalty": QueueByLoyalty}

STRATEGIES: dict[Role, dict[str, type]] = {
    Role.FOUNDRY: dict(FOUNDRY),
    Role.VENDOR: dict(VENDOR),
    Role.CLOUD: dict(CLOUD),
    Role.RESELLER: dict(RESELLER),
    Role.GREY_TRADER: dict(RESELLER),
    Role.PROGRAMME: dict(PROGRAMME),
}


def strategy_for(role: Role, name: str, firm: str) -> Any:
    """The strategy object of that name.

    Raises:
        InputProblem: when the role has no strategy of that name.
    """
    known = STRATEGIES[role]
    if name not in known:
        raise unknown_name(f"{role} strategy", name, f"strategies.{firm}", known)
    return known[name]()
