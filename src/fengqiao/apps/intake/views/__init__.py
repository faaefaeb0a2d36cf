"""Pages of intake: the registration form, its receipt, imports."""
