"""The parts of the 90 % interval: noise and coefficients, drift between years, metering."""
