"""What Lykta's figures are made by: seeded data sets, and a command that measures pages, webhooks and feeds on them."""
