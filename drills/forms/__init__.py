"""What people send to the drills app, and how it is laid out."""
