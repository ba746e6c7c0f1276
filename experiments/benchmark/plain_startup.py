"""A start-up as a Mesa agent: the second half of its month, after the market has cleared."""

import math

from agents.startups.columns import TIE_SLOTS
from agents.startups.tables import Behaviour
from experiments.benchmark.plain_buyer import Buyer, Contract
from experiments.benchmark.plain_sums import GroupSums, Sums, histogram_bin
from experiments.benchmark.plain_tables import Group, Month, draw
from model.state.kinds import MILLI


class Startup(Buyer):
    """Uses what it got, earns, pays, learns, tends its ties, goes on or closes."""

    def settle(self, month: Month, sums: Sums) -> None:
        """Serve, train, earn, pay, learn, make friends, sign a contract, or close."""
        group, own_sums = month.groups[self.group], sums.groups[self.group]
        by_stack = self._compute_by_stack(month, group, len(own_sums.stack_a100))
        power = sum(by_stack)
        need = self.serving_need_a100
        serving = min(need, power)
        training = min(power - serving, self.size * group.training_want_a100)
        self.revenue_usd = self.potential_revenue_usd * (serving / max(need, 1e-12) if need > 0.0 else 1.0)
        own_sums.serving_need_a100 += group.weight * need
        own_sums.serving_a100 += group.weight * serving
        own_sums.training_a100 += group.weight * training
        self._settle_money(group, own_sums)
        self.trained_a100_months *= 1.0 - month.behaviour.knowledge_loss
        self.trained_a100_months += training
        self._learn(by_stack, power, month.behaviour.stack_learning)
        self._tend_ties(month)
        self._meet_and_forget(month, group)
        self._scrap(month.behaviour, own_sums)
        if self.cash_usd < group.staff_floor_usd * self.size:
            self._close(group, own_sums)
        else:
            self._roll_contract()
            self._sum_up(month, group, sums, by_stack, serving + training)

    def _compute_by_stack(self, month: Month, group: Group, stacks: int) -> list[float]:
        by_stack = [0.0] * stacks
        if self.contract is not None:
            offer = month.by_listing[self.contract.listing]
            by_stack[offer.stack] += self.contract.units * group.power_a100[offer.position]
        for offer, got in self.bookings:
            if not offer.is_purchase:
                by_stack[offer.stack] += got * group.power_a100[offer.position]
        for chip, milli in self.own_milli.items():
            power = milli / MILLI / group.weight * group.chip_power_a100[chip]
            by_stack[month.stack_of_chip[chip]] += power
        return by_stack

    def _learn(self, by_stack: list[float], power: float, speed: float) -> None:
        if power > 1e-9:
            both = zip(self.stack_share, by_stack, strict=True)
            self.stack_share = [share + speed * (used / power - share) for share, used in both]

    def _settle_money(self, group: Group, sums: GroupSums) -> None:
        funding = group.funding_per_attention_usd * self.attention(group)
        funding += group.funding_per_size_usd * self.size + group.round_usd
        cash = self.cash_usd + self.revenue_usd + funding
        energy = running = 0.0
        for chip, milli in self.own_milli.items():
            units = milli / MILLI / group.weight
            energy += units * group.chip_energy_usd[chip]
            running += units * group.chip_running_usd[chip]
        energy = min(energy, cash)
        cash -= energy
        running = min(running, cash)
        cash -= running
        staff = group.staff_rate * cash + group.staff_revenue_share * self.revenue_usd
        staff = min(max(staff, group.staff_floor_usd * self.size), max(cash, 0.0))
        self.cash_usd = cash - staff
        sums.revenue_usd += group.weight * self.revenue_usd
        sums.funding_usd += group.weight * funding
        sums.energy_usd += group.weight * energy
        sums.running_usd += group.weight * running
        sums.staff_usd += group.weight * staff

    def _tend_ties(self, month: Month) -> None:
        """Trust fades, and grows in a month of trade; a new partner replaces the weakest idle."""
        behaviour = month.behaviour
        partners = [offer.supplier for offer, _ in self.bookings]
        if self.contract is not None:
            partners.insert(0, month.by_listing[self.contract.listing].supplier)
        traded = set()
        for partner in partners:
            if partner not in self.ties:
                if len(self.ties) == TIE_SLOTS:
                    idle = [supplier for supplier in self.ties if supplier not in traded]
                    if not idle:
                        continue
                    del self.ties[min(idle, key=self.ties.__getitem__)]
                self.ties[partner] = 0.0
            traded.add(partner)
        for supplier, strength in self.ties.items():
            faded = strength * (1.0 - behaviour.tie_fade)
            gain = behaviour.tie_growth * (1.0 - faded) if supplier in traded else 0.0
            self.ties[supplier] = faded + gain

    def _meet_and_forget(self, month: Month, group: Group) -> None:
        if draw(self.key, month.search) < month.behaviour.search_rate:
            whom = group.whom(draw(self.key, month.search_whom))
            if whom is not None:
                self.known.add(whom)
        number = int(draw(self.key, month.forget) / max(month.behaviour.forget_rate, 1e-12))
        if number < len(self.known):
            unused = sorted(self.known - self.ties.keys())
            if number < len(unused):
                self.known.remove(unused[number])

    def _scrap(self, behaviour: Behaviour[float], sums: GroupSums) -> None:
        for chip, milli in list(self.own_milli.items()):
            gone = math.floor(milli * behaviour.scrap_rate)
            sums.scrapped_milli[chip] += gone
            self.own_milli[chip] = milli - gone
            if milli == gone:
                del self.own_milli[chip]

    def _close(self, group: Group, sums: GroupSums) -> None:
        sums.liquidation_usd += group.weight * self.cash_usd
        sums.firms_died += group.weight
        for chip, milli in self.own_milli.items():
            sums.liquidated_milli[chip] += milli
        self.remove()

    def _roll_contract(self) -> None:
        if self.contract is not None:
            self.contract.months -= 1
            if self.contract.months == 0:
                self.contract = None
            return
        for offer, got in self.bookings:
            if offer.commitment_months > 1:
                months = offer.commitment_months - 1
                self.contract = Contract(offer.listing, months, got, offer.price_usd)
                return

    def _sum_up(
        self, month: Month, group: Group, sums: Sums, by_stack: list[float], compute_a100: float
    ) -> None:
        own_sums, weight = sums.groups[self.group], group.weight
        own_sums.cash_usd += weight * self.cash_usd
        own_sums.firms_alive += weight
        own_sums.attention += weight * self.attention(group)
        own_sums.size_sum += weight * self.size
        own_sums.training_want_a100 += weight * self.size * group.training_want_a100
        own_sums.lock_in += weight * max(self.stack_share)
        own_sums.class_a100[self.size_class] += weight * compute_a100
        own_sums.trained_max_a100_months = max(own_sums.trained_max_a100_months, self.trained_a100_months)
        for stack, power in enumerate(by_stack):
            own_sums.stack_a100[stack] += weight * power
        where = histogram_bin(compute_a100)
        sums.histogram_firms[where] += weight
        sums.histogram_a100[where] += weight * compute_a100
        if self.contract is not None:
            position = month.by_listing[self.contract.listing].position
            sums.bound_units[position] += weight * self.contract.units
