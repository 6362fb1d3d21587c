"""httpclient."""
