"""Sổ giao nhận bản giấy: papers that are handed out on paper, copy by copy."""
