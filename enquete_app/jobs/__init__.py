"""Work that is due by itself: what is to be done, and the thread or the queue that does it."""
