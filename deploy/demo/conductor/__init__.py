"""Plays a night call on loopback with programs that nobody here wrote, and checks it from what each side heard."""
