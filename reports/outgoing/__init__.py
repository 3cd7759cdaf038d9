"""What leaves the house: where it may go, how it is worded for each channel, and that it goes once."""
