"""Accounts: users, organizations, projects, memberships, API keys, sign-in sessions and the audit log.

From the bottom: tables and the rules about roles; `authentication` (who calls), `audit`; `open_accounts`, what every room gets;
then `projects`, `keys`, `organizations`, `members`, `sign_in`, `own_account`, `sso`, each with its verbs, responses and routes, and
each importing only those before it. `routes`, `wire`, `register_letters` and `bootstrap` put them together for `compose`.
"""
