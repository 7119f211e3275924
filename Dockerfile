# 暖管家 Heatdesk: one image for web and worker. Data lives in /data.
FROM debian:bookworm-slim

RUN apt-get update \
 && apt-get install -y --no-install-recommends python3 python3-venv libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 tini \
 && rm -rf /var/lib/apt/lists/*

WORKDIR /app
COPY requirements.txt requirements-scale.txt ./
RUN python3 -m venv .venv \
 && .venv/bin/pip install --no-cache-dir --require-hashes -r requirements.txt -r requirements-scale.txt

COPY app.py ./
COPY heat heat
COPY templates templates
COPY static static
COPY migrations migrations
RUN .venv/bin/python -m compileall -q heat app.py \
 && useradd --uid 10001 --home-dir /data --no-create-home --shell /usr/sbin/nologin heat \
 && install -d -o heat -g heat -m 700 /data

USER heat
ENV HEAT_DATA=/data PYTHONUNBUFFERED=1
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=3s CMD ["/app/.venv/bin/python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/login', timeout=2)"]
ENTRYPOINT ["/usr/bin/tini", "--", "/app/.venv/bin/python", "/app/app.py"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8000"]
