"""The living page: one HTML file in which a network answers in any browser, made from ``resources/page``."""
