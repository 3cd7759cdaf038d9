"""Rollups: what every report counts from, kept beside the rows and never the words.

Answers and customers are counted by day and all their dimensions at once, in blocks of consecutive keys: a row of a
block stands for everyone who is alike in all of it (day, survey, segment, causes, main cause, ticked reasons, status,
currency), with how many they are, their revenue and the strength of the evidence. So any dimensions can be crossed
and nothing has to be foreseen. Triggers of the database say which block is out of date, whoever changes a row and
however; the next reader, or the coder, builds that block anew.
"""
