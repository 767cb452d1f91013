from decimal import Decimal

from pytest_django import Settings

from scheduling.domain.prices import price_of


def test_texts_cost_by_the_segment(settings: Settings) -> None:
    settings.SMS_PRICE = Decimal("0.475")
    assert (price_of(0), price_of(1), price_of(3)) == (Decimal(0), Decimal("0.475"), Decimal("1.425"))
