"""How a network learns: costs, optimisers, frozen filters, more classes, and who works on a batch."""
