"""One page per role among hundreds of fake rooms: how soon the picture follows the floor."""
