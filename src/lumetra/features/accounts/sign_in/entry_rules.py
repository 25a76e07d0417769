"""Who may come in, and how: the instance's rules about signing up, passwords, and e-mail domains that belong to a provider."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lumetra.domain.errors import Forbidden
from lumetra.features.accounts.email_address import domain_of
from lumetra.settings import Settings, comma_separated


@dataclass(frozen=True)
class EntryRules:
    """The rules of one instance. `owners` maps an e-mail domain to the name of the one provider that signs its people in."""

    sign_up_open: bool = True
    sign_up_domains: frozenset[str] = frozenset()
    password_sign_in: bool = True
    owners: Mapping[str, str] = field(default_factory=dict[str, str])
    labels: Mapping[str, str] = field(default_factory=dict[str, str])

    @classmethod
    def of(cls, settings: Settings) -> EntryRules:
        """From the settings."""
        return cls(
            sign_up_open=settings.sign_up_open,
            sign_up_domains=frozenset(_domain(text) for text in comma_separated(settings.sign_up_domains)),
            password_sign_in=settings.password_sign_in,
            owners={_domain(text): name for name, one in settings.sso.items() for text in comma_separated(one.domains)},
            labels={name: one.label for name, one in settings.sso.items()},
        )

    def check_password_allowed(self, email: str) -> None:
        """Raise Forbidden when nobody, or nobody with such an address, may use a password."""
        self.check_provider(email, None)
        if not self.password_sign_in:
            raise Forbidden("Passwords are switched off here; sign in with an identity provider.", code="password_off")

    def check_provider(self, email: str, provider: str | None) -> None:
        """Raise Forbidden (`sso_required`, with the right provider as detail) when the address belongs to another provider's domain.

        `provider` None stands for a password. Accounts that have no real address belong to nobody.
        """
        owner = self.owners.get(domain_of(email))
        if owner is not None and owner != provider:
            label = self.labels.get(owner, owner)
            message = f"Addresses at {domain_of(email)} sign in with {label} only."
            raise Forbidden(message, code="sso_required", detail={"provider": owner, "label": label})

    def check_sign_up(self, email: str, *, first: bool, invited: bool) -> None:
        """Raise Forbidden unless this address may have an account. Invited ones always may; the first user has to be of the right domain."""
        if invited:
            return
        if not (first or self.sign_up_open):
            raise Forbidden("Signing up is closed here; ask for an invitation.", code="sign_up_closed")
        if self.sign_up_domains and domain_of(email) not in self.sign_up_domains:
            message = f"Addresses at {domain_of(email)} cannot sign up here; ask for an invitation."
            raise Forbidden(message, code="domain_not_allowed")


def _domain(text: str) -> str:
    return text.removeprefix("@")
