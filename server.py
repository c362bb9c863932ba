"""The WSGI application over the current release; ``python server.py`` serves it."""

from kg.web import serve

if __name__ == "__main__":
    serve.main()
else:
    app = serve.current_application()
