"""What comes in without a page: replies, bounces, complaints and signed webhooks. `actions.collecting` reads them."""
