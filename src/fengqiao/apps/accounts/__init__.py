"""People who sign in, the posts they hold, and the one actor each request speaks for."""
