"""What the templates of sweeps may use."""
