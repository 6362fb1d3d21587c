"""ONNX models: reading, rewriting and running."""
