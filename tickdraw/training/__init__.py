"""Training and the exam, without Qt."""
