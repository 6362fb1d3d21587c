"""Article → Script: text normalization, segmentation, pronunciation and pauses."""
