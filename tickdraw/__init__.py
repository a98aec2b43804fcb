"""tickdraw: see, question and train a convolutional network."""
