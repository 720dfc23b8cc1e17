"""The simulated district: seeded, deterministic, calibrated to the published figures. Marked 演示数据."""
