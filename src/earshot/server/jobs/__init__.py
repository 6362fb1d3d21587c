"""Jobs: worker processes that prepare and record stories."""
