"""What reviewers ask of a report: its checks, its trails, and what has changed."""
