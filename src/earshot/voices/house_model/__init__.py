"""house_model."""
