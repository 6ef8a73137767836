# Built from source, run as nobody in particular, with everything that has to last in /data.
FROM node:24-slim AS client
WORKDIR /src/crates/adapters/web/ui
COPY crates/adapters/web/ui/package.json crates/adapters/web/ui/package-lock.json crates/adapters/web/ui/.npmrc ./
RUN npm ci
COPY crates/adapters/web/ui ./
# The types of the client are generated from the server's documents.
COPY crates/adapters/rest/tests/rest/snapshots /src/crates/adapters/rest/tests/rest/snapshots
COPY crates/protocol/tests/snapshots /src/crates/protocol/tests/snapshots
RUN npm run build

FROM rust:1.95-slim-trixie AS build
RUN apt-get update \
 && apt-get install --yes --no-install-recommends build-essential \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
COPY --from=client /src/crates/adapters/web/ui/dist crates/adapters/web/ui/dist
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/src/target \
    cargo build --release --locked --package discuss-app \
 && install -D target/release/discuss /out/discuss

FROM debian:trixie-slim
RUN useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin discuss \
 && install --directory --owner discuss --group discuss --mode 0700 /data
COPY --from=build /out/discuss /usr/local/bin/discuss
USER discuss
WORKDIR /data
# Docker keeps what is printed; files in the container would only be a second copy.
ENV DISCUSS__DATA__DIRECTORY=/data \
    DISCUSS__LOG__KEEP_DAYS=0
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s CMD ["discuss", "health"]
ENTRYPOINT ["discuss"]
