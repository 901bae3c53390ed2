"""Doubts about data before anything is claimed from them: what is suspect is set missing, and said."""
