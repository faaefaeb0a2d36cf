"""Taking in: the registration form of the window, its receipt, and letters imported from files."""
