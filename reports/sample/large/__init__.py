"""A large installation to measure with: as many answers as asked for, drawn, put together and coded in batches.

It is not the hand-made sample company: its customers have references like ``large-00000001``, its answers are sentences
of the sample's hand-written ones put together anew, and what was planted in it stands in ``effects``.
"""
