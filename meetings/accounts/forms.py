"""What people type on the sign-in page."""

from django import forms
from django.utils.translation import gettext_lazy as _


class SignInForm(forms.Form):
    """Name and password."""

    username = forms.CharField(max_length=60, error_messages={"required": _("Hãy nhập tên đăng nhập.")})
    password = forms.CharField(
        max_length=200, strip=False, error_messages={"required": _("Hãy nhập mật khẩu.")}, widget=forms.PasswordInput
    )

    def clean_username(self) -> str:
        """Letter case and outer spaces do not matter."""
        username: str = self.cleaned_data["username"]
        return username.strip().lower()
