"""Tests against the real service; ``python3 -m tests`` runs them all."""
