"""The petitioner's pages."""
