"""Letters of accounts: their words, and the mailing of invitations and of memberships."""
