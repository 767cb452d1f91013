"""Words that several forms share."""

from django.utils.translation import gettext_lazy

REQUIRED = {"required": gettext_lazy("Det här behövs.")}
