"""Harm done on purpose: kills, full disks, flipped bits, hostile input, long use. Each module is one command."""
