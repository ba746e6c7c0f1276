"""Policies: one lever a file, one line here."""

from model.policies.base import Policy
from model.policies.demand_boom import DemandBoom
from model.policies.demand_shock import DemandShock
from model.policies.export_control import ExportControl
from model.policies.foundry_shock import FoundryShock
from model.policies.funding_path import FundingPath
from model.policies.funding_round import NamedRound
from model.policies.list_price_move import ListPriceMove
from model.policies.packaging_path import PackagingPath
from model.policies.power_price import PowerPrice
from model.policies.vendor_cloud import VendorCloud

POLICIES: dict[str, type[Policy]] = {
    "demand_boom": DemandBoom,
    "demand_shock": DemandShock,
    "export_control": ExportControl,
    "foundry_shock": FoundryShock,
    "funding_path": FundingPath,
    "funding_round": NamedRound,
    "list_price_move": ListPriceMove,
    "packaging_path": PackagingPath,
    "power_price": PowerPrice,
    "vendor_cloud": VendorCloud,
}

__all__ = ["POLICIES", "Policy"]
