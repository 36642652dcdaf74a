"""The live figures: their Python face, and the modules that pages and notebooks run."""
