"""The dashboard's WSGI application: ``python app.py``, or ``gunicorn app:server``."""

from geoaid.dashboard import create_app

app = create_app()
server = app.server

if __name__ == "__main__":
    app.run(port=8050)
