"""The web app: a Flask application over one archive, read only."""
