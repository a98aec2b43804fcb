"""Which kept drawings to show, and what a model says of many of them."""
