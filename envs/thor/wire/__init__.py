"""AI2-THOR's wire: what a Unity build says to the `ai2thor` client, and how it hears it."""
