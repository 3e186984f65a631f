# Two stages: the first packs the program with the repository's own scripts, the second installs that package, as on any
# Debian. Build it with: docker build -t trunkline .
ARG SWIFT=6.3-bookworm
ARG DEBIAN=bookworm-slim

FROM swift:${SWIFT} AS build
WORKDIR /trunkline
COPY . .
RUN scripts/package && cp .build/package/*.deb /

FROM debian:${DEBIAN}
COPY --from=build /*.deb /
# Without the recommended PostgreSQL: a container uses a server beside it.
RUN apt-get update \
  && apt-get install --yes --no-install-recommends /*.deb \
  && rm -rf /var/lib/apt/lists/* /*.deb
# Its number is the package's to choose.
# hadolint ignore=DL3066
USER trunkline
ENTRYPOINT ["/usr/bin/trunkline"]
CMD ["serve"]
