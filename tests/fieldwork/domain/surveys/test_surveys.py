"""Survey figures: typed in, read from lists as people keep them, and drawn by year."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldwork.domain.surveys.charts import charts_of
from fieldwork.domain.surveys.figures import Answer, enter_answer, figures_within, questions_of
from fieldwork.domain.surveys.lists import (
    accept_survey,
    discard_survey,
    dispose_old_survey_lists,
    preview_survey,
    read_percent,
    read_survey_list,
)
from fieldwork.exceptions import AlreadyThere
from fieldwork.models import SurveyFigure, SurveyImport
from scheduling.domain.origins import Origin
from scheduling.enums import Door
from tests.factories import DistrictFactory, MunicipalityFactory
from tests.volunteers.lists import as_csv, as_xlsx
from volunteers.exceptions import UnreadableFile
from volunteers.models import District, Municipality

NOW = datetime(2026, 5, 15, 12, tzinfo=UTC)
ORIGIN = Origin(Door.PAGE)
HEADINGS = ("Område", "År", "Andel", "Fråga", "Källa")
QUESTION, SOURCE = "Känner sig trygga ute på kvällen", "Trygghetsmätningen"


@pytest.fixture
def town() -> Municipality:
    made: Municipality = MunicipalityFactory(name="Huddinge kommun")
    return made


@pytest.fixture
def varby(town: Municipality) -> District:
    made: District = DistrictFactory(municipality=town, name="Vårby")
    return made


def read(town: Municipality, content: bytes, filename: str = "trygghet.csv") -> SurveyImport:
    return read_survey_list(content, filename=filename, town=town, uploaded_by=None, now=NOW)


@pytest.mark.django_db
def test_a_list_is_looked_at_before_anything_is_saved(town: Municipality, varby: District) -> None:
    enter_answer(town, Answer(varby.pk, 2024, QUESTION, Decimal(60), SOURCE), origin=ORIGIN, now=NOW)
    enter_answer(town, Answer(None, 2024, QUESTION, Decimal(70), SOURCE), origin=ORIGIN, now=NOW)
    kept = read(
        town,
        as_csv(
            HEADINGS,
            ("vårby", "2024", "61,5 %", QUESTION, SOURCE),
            ("Hela kommunen", "2024", "70", QUESTION, SOURCE),
            ("Vårby", "2025", "66", QUESTION, SOURCE),
            ("Vårby", "2025", "67", QUESTION, SOURCE),
            ("Farsta", "i fjol", "många", QUESTION, SOURCE),
        ),
    )

    lines = preview_survey(kept)

    assert [(line.number, line.is_same, line.is_changed, line.reasons) for line in lines] == [
        (2, False, True, ()),
        (3, True, False, ()),
        (4, False, False, ()),
        (5, False, False, ("Samma område, år och fråga står redan på rad 4.",)),
        (
            6,
            False,
            False,
            (
                "Farsta är inget område i kommunen.",
                "Året ska vara fyra siffror, som 2026.",
                "Andelen ska vara ett tal från 0 till 100, som 71 eller 71,5.",
            ),
        ),
    ]
    assert SurveyFigure.objects.count() == 2

    assert accept_survey(kept, origin=ORIGIN, now=NOW) == 3
    figures = {(one.district_id, one.year): one.percent for one in SurveyFigure.objects.all()}
    assert figures == {(varby.pk, 2024): Decimal("61.5"), (None, 2024): Decimal(70), (varby.pk, 2025): Decimal(66)}
    with pytest.raises(AlreadyThere, match="Listan är redan inläst, eller borttagen"):
        accept_survey(kept, origin=ORIGIN, now=NOW)


@pytest.mark.django_db
def test_a_workbook_whose_cells_are_shown_as_percent_holds_parts_of_one(town: Municipality, varby: District) -> None:
    kept = read(town, as_xlsx(("Kommundel", "År", "Andel trygga"), ("Vårby", 2025, 0.715), ("", 2025, 0.8)), "a.xlsx")

    percents = [line.answer.percent for line in preview_survey(kept) if line.answer]

    assert percents == [Decimal("71.5"), Decimal("80.0")]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (as_csv(("Område", "År")), "Vi hittar ingen kolumn med rubriken Andel."),
        (as_csv(HEADINGS), "Listan har rubriker men inga rader under dem."),
        (b"%PDF-1.7", "Det här är en PDF."),
        (as_csv(HEADINGS, *[("Vårby", "2025", "1", "", "")] * 2001), "Listan har fler än 2000 rader."),
    ],
)
def test_what_is_no_list_is_refused_with_a_sentence(town: Municipality, content: bytes, sentence: str) -> None:
    with pytest.raises(UnreadableFile, match=sentence):
        read(town, content)


@pytest.mark.django_db
def test_lists_that_nobody_reads_in_are_thrown_away(town: Municipality, varby: District) -> None:
    content = as_csv(HEADINGS, ("Vårby", "2025", "66", "", ""))
    read(town, content)
    discard_survey(read(town, content))
    assert SurveyImport.objects.count() == 1

    assert dispose_old_survey_lists(NOW + timedelta(hours=23)) == 0
    assert dispose_old_survey_lists(NOW + timedelta(hours=25)) == 1
    assert SurveyFigure.objects.count() == 0


@pytest.mark.django_db
def test_a_figure_entered_again_replaces_the_first(town: Municipality) -> None:
    for percent in (60, 61):
        enter_answer(town, Answer(None, 2025, QUESTION, Decimal(percent), SOURCE), origin=ORIGIN, now=NOW)
    assert [one.percent for one in SurveyFigure.objects.all()] == [Decimal(61)]


@pytest.mark.django_db
def test_figures_are_drawn_by_question_place_and_year(town: Municipality, varby: District) -> None:
    for district, year, percent in ((varby, 2023, 50), (varby, 2025, 65), (None, 2025, 75)):
        answer = Answer(district.pk if district else None, year, QUESTION, Decimal(percent), SOURCE)
        enter_answer(town, answer, origin=ORIGIN, now=NOW)

    (chart,) = charts_of(questions_of(figures_within(town)))

    assert (chart.words, chart.years, chart.sources) == (QUESTION, (2023, 2025), [SOURCE])
    assert chart.rows == [
        ("Hela kommunen", [(2023, None), (2025, Decimal("75.0"))]),
        ("Vårby", [(2023, Decimal("50.0")), (2025, Decimal("65.0"))]),
    ]
    whole, of_varby = chart.curves
    assert (whole.path, len(whole.dots), whole.series.change) == ("", 1, None)
    assert (of_varby.path, of_varby.series.change) == ("M8.0 30.0L292.0 23.4", Decimal("15.0"))


@pytest.mark.django_db
def test_of_a_district_its_own_and_the_whole_towns_figures_are_shown(town: Municipality, varby: District) -> None:
    other = DistrictFactory(municipality=town, name="Skogås")
    for district in (varby, other, None):
        answer = Answer(district.pk if district else None, 2025, QUESTION, Decimal(60), SOURCE)
        enter_answer(town, answer, origin=ORIGIN, now=NOW)

    assert {one.district for one in figures_within(town, [varby])} == {varby, None}


@given(st.decimals(min_value=0, max_value=100, places=1))
def test_a_share_is_read_as_people_write_it(percent: Decimal) -> None:
    for text in (f"{percent}", f"{percent} %", f"{percent}%".replace(".", ","), f" {percent}\N{NO-BREAK SPACE}%"):
        assert read_percent(text) == percent


@given(st.text(max_size=12))
def test_no_text_is_taken_for_a_share_outside_a_hundred(text: str) -> None:
    percent = read_percent(text)
    assert percent is None or 0 <= percent <= 100
