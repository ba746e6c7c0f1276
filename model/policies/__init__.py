"""Policies: one lever a file, one line here."""

from model.policies.base import Policy
from model.policies.carbon_tax import CarbonTax
from model.policies.channel_price_cap import ChannelPriceCap
from model.policies.compute_voucher import ComputeVoucher
from model.policies.crypto_wave import CryptoWave
from model.policies.demand_boom import DemandBoom
from model.policies.demand_shock import DemandShock
from model.policies.domestic_subsidy import DomesticSubsidy
from model.policies.export_control import ExportControl
from model.policies.foundry_shock import FoundryShock
from model.policies.funding_path import FundingPath
from model.policies.funding_round import NamedRound
from model.policies.hoarding_ban import HoardingBan
from model.policies.interoperability import Interoperability
from model.policies.licence_quota import LicenceQuota
from model.policies.list_price_move import ListPriceMove
from model.policies.model_race import ModelRace
from model.policies.must_supply import MustSupply
from model.policies.packaging_path import PackagingPath
from model.policies.power_price import PowerPrice
from model.policies.tariff import Tariff
from model.policies.vendor_cloud import VendorCloud
from model.policies.vendor_cloud_ban import VendorCloudBan

POLICIES: dict[str, type[Policy]] = {
    "carbon_tax": CarbonTax,
    "channel_price_cap": ChannelPriceCap,
    "compute_voucher": ComputeVoucher,
    "crypto_wave": CryptoWave,
    "domestic_subsidy": DomesticSubsidy,
    "hoarding_ban": HoardingBan,
    "interoperability": Interoperability,
    "licence_quota": LicenceQuota,
    "must_supply": MustSupply,
    "tariff": Tariff,
    "vendor_cloud_ban": VendorCloudBan,
    "demand_boom": DemandBoom,
    "demand_shock": DemandShock,
    "export_control": ExportControl,
    "foundry_shock": FoundryShock,
    "funding_path": FundingPath,
    "funding_round": NamedRound,
    "list_price_move": ListPriceMove,
    "model_race": ModelRace,
    "packaging_path": PackagingPath,
    "power_price": PowerPrice,
    "vendor_cloud": VendorCloud,
}

__all__ = ["POLICIES", "Policy"]
