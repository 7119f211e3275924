"""THE DATA: columns, indexes and constraints, nothing else."""
