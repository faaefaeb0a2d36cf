"""Those who help to settle disputes: mediators, deputies, veterans, elders, lawyers and others, in one directory."""
