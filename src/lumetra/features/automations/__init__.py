"""Tells other systems what happened: webhooks and Slack messages on changes of prompts, with a log of deliveries."""
