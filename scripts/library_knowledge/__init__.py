"""What is known of TensorFlow, Keras and NumPy, read from the installed packages."""
