"""Reads that are calculations: trees, caseloads, what is due."""
