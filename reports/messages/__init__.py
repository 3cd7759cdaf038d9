"""“You said, we did”: who may hear that a cause is fixed, what they are told, and that each hears once."""
