"""THE QUESTIONS: reading only, small named shapes."""
