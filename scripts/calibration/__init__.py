"""The parts of scripts/calibrate."""
