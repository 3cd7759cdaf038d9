"""Churn: who left of whom, what it cost, what is left of it; the formulas of the definitions over the spans."""
