"""Results: one immutable report of a wave, stored when it is made, and its renderings."""
