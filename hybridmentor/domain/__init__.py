"""The practice's own science: pure Python that knows no web server and no database."""
