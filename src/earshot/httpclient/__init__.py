"""Safe outbound HTTP: public addresses only, with limits of time, size and redirects."""
