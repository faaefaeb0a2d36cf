"""Pages of sweeps, tasks and grids."""
