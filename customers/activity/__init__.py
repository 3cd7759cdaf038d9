"""What customers did, by day: kept a month a row, read many at a time."""
