"""Small real trainings for the lessons: the cost of one drawing, one weight turned, runs of a few seconds."""
