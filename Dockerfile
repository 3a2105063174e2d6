# Builds Enquete as a small image that runs as nobody in particular (docs/deploying.md). To pin the base image
# to what you looked at, give --build-arg PYTHON=docker.io/library/python:3.13-slim-trixie@sha256:…
ARG PYTHON=docker.io/library/python:3.13-slim-trixie

FROM ${PYTHON} AS packages
COPY pyproject.toml requirements.txt /build/
WORKDIR /build
# requirements.txt pins what the tests want too. Only what the program imports, and what that needs, goes in.
# Constraints take no extras.
RUN python -c "import tomllib; print(*tomllib.load(open('pyproject.toml', 'rb'))['project']['dependencies'], sep='\n')" > wanted.txt \
    && sed 's/\[[^]]*\]//' requirements.txt > pins.txt \
    && python -m venv --without-pip /srv/venv \
    && pip --python /srv/venv/bin/python install --no-cache-dir --only-binary :all: \
        --constraint pins.txt --requirement wanted.txt \
    && find /srv/venv -type d -name tests -path '*/site-packages/*' -prune -exec rm -rf {} +

FROM ${PYTHON}
# For `backup` and `restore`: of the version of the server in compose.yaml.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends postgresql-client-17 \
    && rm -rf /var/lib/apt/lists/*
RUN groupadd --gid 10001 enquete \
    && useradd --uid 10001 --gid enquete --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin enquete \
    && install -d -o enquete -g enquete -m 0700 /var/lib/enquete
COPY --from=packages /srv/venv /srv/venv
WORKDIR /srv/enquete
COPY pyproject.toml config.py wsgi.py docs/deploy/gunicorn.conf.py ./
COPY migrations migrations
COPY templates templates
COPY enquete_app enquete_app
# The image is read only when it runs, so what Python would keep of its own work is made here.
RUN /srv/venv/bin/python -m compileall -q config.py wsgi.py migrations enquete_app
ENV PATH=/srv/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    MPLCONFIGDIR=/tmp/matplotlib \
    FLASK_APP=wsgi \
    ENQUETE_WITNESS=/var/lib/enquete/witness
USER 10001:10001
VOLUME /var/lib/enquete
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["gunicorn", "--bind", "0.0.0.0:8000", "wsgi:app"]
