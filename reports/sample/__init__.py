"""A sample company to try the product with: made-up customers, hand-written answers, real code paths."""
