"""Questioning the network: pointing at values, playing through their sums, changing weights, asking what matters.

A value that is pointed at comes in; its thread, its sum and changed networks go out.
"""
