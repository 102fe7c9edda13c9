"""Servers side by side: who they are, what they are given, what it cost them. See ../run."""
