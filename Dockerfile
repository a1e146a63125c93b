# syntax=docker/dockerfile:1
# The daemon as an image: non-root, root file system may be read-only, all state under /data.
#   docker build -t tumen . && docker run --read-only --tmpfs /tmp -v tumen-data:/data -p 127.0.0.1:8321:8321 tumen
ARG PYTHON_IMAGE=python:3.11-slim-bookworm

FROM ${PYTHON_IMAGE} AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /src
RUN python -m venv /opt/tumen
# The lock before the sources: this layer stays as long as no dependency changes. hatchling is in the
# lock, so the project itself is built without fetching anything that has no hash.
COPY requirements-runtime.lock ./
RUN /opt/tumen/bin/pip install --require-hashes --only-binary=:all: -r requirements-runtime.lock
COPY pyproject.toml README.md LICENSE ./
COPY domain domain
COPY config config
COPY ingest ingest
COPY db db
COPY alerts alerts
COPY web web
COPY app app
RUN /opt/tumen/bin/pip install --no-deps --no-build-isolation . \
    && /opt/tumen/bin/python -m compileall -q /opt/tumen/lib

FROM ${PYTHON_IMAGE} AS run
RUN useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin tumen \
    && install --directory --owner=10001 --group=tumen --mode=0750 /data
# Owned by root: the process cannot change its own code.
COPY --from=build /opt/tumen /opt/tumen
ENV PATH=/opt/tumen/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    TUMEN_WEB__HOST=0.0.0.0 \
    TUMEN_WEB__PORT=8321
# tumen.toml, sources.toml and routes.toml are looked for here; mount them read-only into it. The default
# database is var/tumen.db from here; as a variable of the image it would overrule a mounted tumen.toml.
WORKDIR /data
# SQLite's WAL needs the whole folder writable and on a local disk.
VOLUME /data
EXPOSE 8321
USER 10001
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen('http://127.0.0.1:' + os.environ['TUMEN_WEB__PORT'] + '/healthz', timeout=4)"]
# Exec form: SIGTERM reaches Python, which drains and ends within 10 s.
ENTRYPOINT ["tumen"]
CMD ["run"]
