"""What the big screens of the rooms show instead of following the sitting."""
