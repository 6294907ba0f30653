# newstape as a service.
#
#   docker build -t newstape .
#   docker run -d --name newstape -p 127.0.0.1:8765:8765 -v newstape:/var/lib/newstape \
#     -v /etc/newstape:/etc/newstape:ro newstape
#
# /etc/newstape holds config.toml and the token files that it names: from within a container the server listens
# on an address that other machines reach, and therefore asks for tokens (`http.read_token_file`,
# `http.write_token_file`). A copy of the database while it runs:
#   docker exec newstape newstape backup /var/lib/newstape/copy.db

FROM rust:1.95-slim-bookworm AS build
RUN apt-get update && apt-get install -y --no-install-recommends gcc libc6-dev && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
RUN cargo build --locked --profile dist --features mcp --bin newstape && install -d /data /config

# No shell, no package manager; certificates and a user without rights are in it.
FROM gcr.io/distroless/cc-debian12:nonroot
COPY --from=build /src/target/dist/newstape /usr/local/bin/newstape
COPY --from=build --chown=nonroot:nonroot /data /var/lib/newstape
COPY --from=build --chown=nonroot:nonroot /config /etc/newstape
ENV NEWSTAPE_DB=/var/lib/newstape/newstape.db \
    NEWSTAPE_CONFIG=/etc/newstape/config.toml
USER nonroot
VOLUME /var/lib/newstape
EXPOSE 8765
STOPSIGNAL SIGTERM
# It reads the whole database, so rarely; `GET /api/ready` is cheap, for whoever watches from outside.
HEALTHCHECK --interval=5m --timeout=2m --start-period=1m --retries=3 \
    CMD ["/usr/local/bin/newstape", "doctor"]
ENTRYPOINT ["/usr/local/bin/newstape"]
CMD ["serve", "--listen", "0.0.0.0:8765", "--log-format", "json"]
