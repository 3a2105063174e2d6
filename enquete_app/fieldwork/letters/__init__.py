"""Letters: judged, printed in batches, posted by people."""
