"""Small real trainings for the lessons: the cost of one drawing, one weight turned by hand, runs of a few seconds."""
