"""Measuring a function eagerly and as a graph, inside the user's kernel.

These files are sent to the kernel as text with the first measurement, and live there under a private package
name; nothing needs to be installed in the kernel's environment. Standard library and TensorFlow only;
Python 3.9 and later.
"""
