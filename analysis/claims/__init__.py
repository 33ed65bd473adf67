"""What others have published in numbers, and the verdict of the official data on it."""
