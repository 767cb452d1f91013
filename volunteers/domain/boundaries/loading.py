"""Boundaries of districts: read when uploaded, shown as a preview, written only when accepted."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from volunteers.domain.boundaries.matching import Pair, pairs_of
from volunteers.domain.boundaries.reading import read_boundaries
from volunteers.domain.boundaries.shapes import middle_of, outlines_of, put_together
from volunteers.exceptions import ImportClosed
from volunteers.models import BoundaryImport, District, DistrictBoundary, Municipality, User
from volunteers.queries import district_tree

KEPT_FOR = timedelta(days=1)


@transaction.atomic
def read_file(
    content: bytes, *, filename: str, municipality: Municipality, uploaded_by: User | None, now: datetime
) -> BoundaryImport:
    """Keep what the file says, as a preview. No district gets a boundary yet. Raises UnreadableFile."""
    names = District.objects.filter(municipality=municipality).values_list("name", flat=True)
    read = read_boundaries(content, known={*names, *called_before(municipality)})
    outlines = outlines_of([surface.shape for surface in read.surfaces])
    return BoundaryImport.objects.create(
        municipality=municipality,
        uploaded_by=uploaded_by,
        filename=filename[-120:],
        named_by=read.named_by[:80],
        surfaces=[
            {"called": surface.called, "shape": surface.shape, "outline": outline, "middle": middle_of(outline)}
            for surface, outline in zip(read.surfaces, outlines, strict=True)
        ],
        refused=[list(pair) for pair in read.refused],
        created_at=now,
    )


def called_before(municipality: Municipality) -> dict[str, int]:
    """The districts by what the file that their boundary came from called them."""
    kept = DistrictBoundary.objects.filter(district__municipality=municipality)
    return dict(kept.values_list("called", "district"))


def preview(boundaries: BoundaryImport) -> list[Pair]:
    """Each surface and the district that it seems to be. Two queries."""
    town = boundaries.municipality
    return pairs_of((one["called"] for one in boundaries.surfaces), district_tree(town), called_before(town))


@transaction.atomic
def accept(
    boundaries: BoundaryImport, *, chosen: Mapping[int, District], by: User | None, now: datetime
) -> list[District]:
    """Give the chosen districts their surfaces, by place in the file; several for one are put together.

    What a district had before is replaced; the others keep theirs. Raises ImportClosed when it was done before.
    """
    found = BoundaryImport.objects.select_for_update().filter(pk=boundaries.pk).first()
    if found is None:
        raise ImportClosed(_("Filen är redan inläst, eller borttagen."))
    places: defaultdict[int, list[int]] = defaultdict(list)
    districts = {district.pk: district for district in chosen.values()}
    for place, district in chosen.items():
        places[district.pk].append(place)
    rows = [row_of(district, [found.surfaces[at] for at in places[pk]], by, now) for pk, district in districts.items()]
    DistrictBoundary.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["district"],
        update_fields=["shape", "outline", "middle", "called", "loaded_at", "loaded_by"],
    )
    found.delete()
    return list(districts.values())


def row_of(
    district: District, surfaces: Sequence[Mapping[str, Any]], by: User | None, now: datetime
) -> DistrictBoundary:
    first, *more = surfaces
    shape, outline, middle = first["shape"], first["outline"], first["middle"]
    if more:
        shape, outline = (put_together([p for one in surfaces for p in one[name]]) for name in ("shape", "outline"))
        middle = middle_of(outline)
    return DistrictBoundary(
        district=district,
        shape=shape,
        outline=outline,
        middle=middle,
        called=first["called"],
        loaded_by=by,
        loaded_at=now,
    )


@transaction.atomic
def discard(boundaries: BoundaryImport) -> None:
    BoundaryImport.objects.filter(pk=boundaries.pk).delete()


@transaction.atomic
def remove_boundary(district: District) -> None:
    DistrictBoundary.objects.filter(district=district).delete()


def dispose_old_files(now: datetime) -> int:
    """The clock's job: files that nobody accepted within a day are deleted. How many they were."""
    deleted, _by_model = BoundaryImport.objects.filter(created_at__lt=now - KEPT_FOR).delete()
    return deleted
