"""Who may leave next: a hazard model by month, trained on the installation's own history, measured, and explained.

``history`` and ``days`` read who was there and what they did, ``months`` makes customer-months of it with what was
known on the day, ``encoding`` turns those into numbers, ``logistic`` fits, ``measures`` judges on the last period held
out, ``training`` does all of it in order, ``keeping`` stores it. The exit form knows nothing of it (a test says so).
"""
