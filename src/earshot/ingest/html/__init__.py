"""HTML pages: from markup to candidate text blocks."""
