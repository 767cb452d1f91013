"""The ladder of texts as data: when people are asked, asked again, reminded and thanked."""

from datetime import time

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from scheduling.enums import SummaryWay
from volunteers.models import Association, Municipality


class TextPlan(models.Model):
    """A municipality's plan, or an association's own in its place. Without a row the defaults of the fields hold.

    Times of day are local. Quiet hours may pass midnight; when both ends are the same there are none. With
    `decide_hours` of 0 nobody is asked to decide.
    """

    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="text_plans")
    association = models.OneToOneField(
        Association, on_delete=models.CASCADE, null=True, blank=True, related_name="text_plan"
    )
    ask_days = models.PositiveSmallIntegerField(
        _("fråga så många dagar före"), default=5, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    ask_again_hours = models.PositiveSmallIntegerField(
        _("fråga tysta igen så många timmar före"), default=48, validators=[MaxValueValidator(336)]
    )
    answer_hours = models.PositiveSmallIntegerField(
        _("svara senast så många timmar före"), default=24, validators=[MaxValueValidator(336)]
    )
    remind_hours = models.PositiveSmallIntegerField(
        _("påminn så många timmar före"), default=3, validators=[MinValueValidator(1), MaxValueValidator(72)]
    )
    bring = models.CharField(_("att ta med"), max_length=40, blank=True)
    is_thanking = models.BooleanField(_("tacka dagen efter och fråga hur det gick"), default=True)
    quiet_from = models.TimeField(_("tyst från"), default=time(21))
    quiet_to = models.TimeField(_("tyst till"), default=time(8))
    day_cap = models.PositiveSmallIntegerField(
        _("sms per person och dag, högst"), default=4, validators=[MinValueValidator(1), MaxValueValidator(20)]
    )
    gather_minutes = models.PositiveSmallIntegerField(
        _("samla ihop sms under så många minuter"), default=2, validators=[MaxValueValidator(30)]
    )
    fill_days = models.PositiveSmallIntegerField(
        _("fyll luckor så många dagar före"), default=0, validators=[MaxValueValidator(14)]
    )
    week_cap = models.PositiveSmallIntegerField(
        _("frågor i tur och ordning per person och vecka, högst"),
        default=2,
        validators=[MinValueValidator(1), MaxValueValidator(7)],
    )
    decide_hours = models.PositiveSmallIntegerField(
        _("avgör osäkra kvällar så många timmar före"), default=24, validators=[MaxValueValidator(168)]
    )
    decide_again_hours = models.PositiveSmallIntegerField(
        _("påminn om beslutet efter så många timmar"),
        default=4,
        validators=[MinValueValidator(1), MaxValueValidator(48)],
    )
    offer_hours = models.PositiveSmallIntegerField(
        _("fråga reservlistan igen så många timmar före"), default=24, validators=[MaxValueValidator(336)]
    )
    summary_way = models.CharField(
        _("sammanfattning dagen före"), max_length=8, choices=SummaryWay.choices, default=SummaryWay.EMAIL
    )
    summary_at = models.TimeField(_("sammanfattning klockan"), default=time(18))
    month_ceiling = models.PositiveIntegerField(_("tak per månad, kronor"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["municipality"], condition=Q(association=None), name="one_plan_a_municipality"
            ),
            models.CheckConstraint(
                condition=Q(answer_hours__lte=models.F("ask_again_hours")), name="asked_again_before_the_answer_is_due"
            ),
        ]

    def __str__(self) -> str:
        return f"text plan {self.municipality_id}/{self.association_id}"
