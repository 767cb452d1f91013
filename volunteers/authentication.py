"""How leaders and coordinators sign in. Volunteers need no account."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import ChangePasswordForm, LoginForm, ResetPasswordForm, ResetPasswordKeyForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is untyped
    """Accounts are given by a coordinator, never taken: no sign-up. Errors say what to do, not who erred."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("Kontot vilar. Samordnaren i din kommun kan öppna det igen."),
        "email_password_mismatch": _("E-post och lösenord hör inte ihop. Prova igen, eller välj ett nytt lösenord."),
        "enter_current_password": _("Skriv lösenordet du har nu."),
        "incorrect_password": _("Det var ett annat lösenord. Prova igen."),
        "invalid_password_reset": _("Länken har slutat gälla. Vi kan mejla en ny."),
        "rate_limited": _("Det kom många försök på kort tid. Vänta några minuter och prova igen."),
        "too_many_login_attempts": _("Det blev många försök. Vänta några minuter och prova igen."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - closed to every request alike
        return False

    def format_email_subject(self, subject: str) -> str:
        """As written: the sender's name already says who is writing."""
        return subject


class PlainFields:
    """Labels say what a field is for. A grey example in it would vanish at the first letter, so there is none."""

    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class SignInForm(PlainFields, LoginForm):  # type: ignore[misc]  # both declare fields
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("E-post")
        self.fields["remember"].label = _("Håll mig inloggad på den här enheten")


class AskForResetForm(PlainFields, ResetPasswordForm):  # type: ignore[misc]  # both declare fields
    pass


class ResetForm(PlainFields, ResetPasswordKeyForm):  # type: ignore[misc]  # both declare fields
    pass


class ChangeForm(PlainFields, ChangePasswordForm):  # type: ignore[misc]  # both declare fields
    pass
