"""The manuscript: chapters executed, their sentences resolved, and what stands behind every number."""
