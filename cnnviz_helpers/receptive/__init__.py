"""Which pixels a unit can see."""
