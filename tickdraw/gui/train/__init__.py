"""The Train tab: what to learn from, which network, and the run with its cost, landscape, exam and earlier runs.

Settings come in from the form and reports from the run's own process; a trained network goes out when the user
chooses it.
"""
