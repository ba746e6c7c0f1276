"""Strategies: one file each, one line here; a scenario names them."""

from agents.strategies.base import Strategy
from agents.strategies.cloud.alliance import Alliance
from agents.strategies.cloud.host_partner import HostPartner
from agents.strategies.cloud.own_chips import OwnChips
from agents.strategies.cloud.price_war import PriceWar
from agents.strategies.cloud.rental_cloud import RentalCloud
from agents.strategies.foundry.queue_by_loyalty import QueueByLoyalty
from agents.strategies.programme.inside_only import InsideOnly
from agents.strategies.programme.rented_out import RentedOut
from agents.strategies.reseller.hoarder import Hoarder
from agents.strategies.reseller.pass_through import PassThrough
from agents.strategies.vendor.chip_only import ChipOnly
from agents.strategies.vendor.clearing_price import ClearingPrice
from agents.strategies.vendor.dgx_cloud import DgxCloud
from agents.strategies.vendor.direct_over_channel import DirectOverChannel
from agents.strategies.vendor.expand_supply import ExpandSupply
from agents.strategies.vendor.favour_non_builders import FavourNonBuilders
from model.inputs.cast import Role

type Kinds = dict[str, type[Strategy]]

VENDOR: Kinds = {
    "chip_only": ChipOnly,
    "clearing_price": ClearingPrice,
    "dgx_cloud": DgxCloud,
    "direct_over_channel": DirectOverChannel,
    "expand_supply": ExpandSupply,
    "favour_non_builders": FavourNonBuilders,
}
CLOUD: Kinds = {
    "alliance": Alliance,
    "host_partner": HostPartner,
    "own_chips": OwnChips,
    "price_war": PriceWar,
    "rental_cloud": RentalCloud,
}
RESELLER: Kinds = {"hoarder": Hoarder, "pass_through": PassThrough}
PROGRAMME: Kinds = {"inside_only": InsideOnly, "rented_out": RentedOut}
FOUNDRY: Kinds = {"queue_by_loyalty": QueueByLoyalty}

STRATEGIES: dict[Role, Kinds] = {
    Role.FOUNDRY: FOUNDRY,
    Role.VENDOR: VENDOR,
    Role.CLOUD: CLOUD,
    Role.RESELLER: RESELLER,
    Role.GREY_TRADER: RESELLER,
    Role.PROGRAMME: PROGRAMME,
}
