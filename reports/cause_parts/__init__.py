"""The parts of the cause page, each computed by itself."""
