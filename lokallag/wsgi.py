"""What a web server calls. Use `lokallag serve`: it also runs the checks, which a web server does not."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lokallag.settings")

application = get_wsgi_application()
