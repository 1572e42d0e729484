"""Functions with known answers, for the tests of measuring."""
