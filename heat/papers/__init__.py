"""THE PAPER: PDF and workbooks."""
