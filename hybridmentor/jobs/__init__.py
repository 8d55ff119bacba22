"""What runs by itself, started by a timer: it commits where it must, and acts as each user with that user's rights."""
