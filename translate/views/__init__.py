"""What the user sees in a terminal: the table, the scores, the bars."""
