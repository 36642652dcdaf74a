"""Chapters as notebooks: to download, for graders, for Binder."""
