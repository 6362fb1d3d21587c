"""Audio processing: filters, mastering, and the FFmpeg libraries."""
