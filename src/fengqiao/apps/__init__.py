"""What the product can do, on floors: an app stands only on the apps below it."""
