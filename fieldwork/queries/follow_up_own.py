"""What municipalities have written, answered and frozen. Each `access_…` raises Http404 for what is out of reach."""

from typing import TypeVar

from django.db.models import Model, QuerySet
from django.http import Http404

from fieldwork.models import FrozenReport, SurveyFigure, SurveyImport
from volunteers.queries import Standing

Found = TypeVar("Found", bound=Model)


def frozen_reports_for(standing: Standing) -> QuerySet[FrozenReport]:
    """Of the municipalities one coordinates, the newest first, without their figures."""
    reports = FrozenReport.objects.filter(municipality__in=standing.municipalities).select_related("municipality")
    return reports.defer("figures", "survey", "definitions", "words")


def access_frozen_report(standing: Standing, pk: int) -> FrozenReport:
    reports = FrozenReport.objects.filter(municipality__in=standing.municipalities)
    return _found(reports.select_related("municipality").filter(pk=pk))


def access_survey_figure(standing: Standing, pk: int) -> SurveyFigure:
    figures = SurveyFigure.objects.filter(municipality__in=standing.municipalities)
    return _found(figures.select_related("municipality").filter(pk=pk))


def access_survey_import(standing: Standing, uuid: str) -> SurveyImport:
    lists = SurveyImport.objects.filter(municipality__in=standing.municipalities)
    return _found(lists.select_related("municipality").filter(uuid=uuid))


def _found(rows: QuerySet[Found]) -> Found:
    row = rows.first()
    if row is None:
        raise Http404
    return row
