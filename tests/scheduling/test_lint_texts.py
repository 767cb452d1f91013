import io

import pytest
from django.core.management import CommandError, call_command

from scheduling.domain.wordings import lyktas_words
from scheduling.models import Wording
from tests.factories import AssociationFactory

pytestmark = pytest.mark.django_db


def lint() -> str:
    told = io.StringIO()
    try:
        call_command("lint_texts", stdout=told)
    except CommandError as error:
        told.write(str(error))
    return told.getvalue()


def test_sound_wordings_are_counted() -> None:
    Wording.objects.create(association=AssociationFactory(), kind="ask", language="sv", body=lyktas_words("ask", "sv"))
    assert lint() == "1 wordings are sound.\n"


def test_wording_that_newer_rules_refuse_is_told_with_its_owner() -> None:
    association = AssociationFactory(name="Vårby IF", municipality__name="Lyktköping")
    Wording.objects.create(association=association, kind="declined", language="sv", body="Tack! {day} QUIT")
    assert lint() == (
        "Vårby IF, Lyktköping: declined/sv: QUIT går inte att använda: "
        "den som svarar så får inga fler sms av operatören.\n"
        "1 of 1 wordings should be written anew."
    )
