# Builds the service with its page but without the embedded PostgreSQL. The build starts it once, sends it requests, and fills an
# ahead-of-time cache, with which it starts and answers its first requests in a part of the time. See docs/operations.md.
FROM node:22-bookworm-slim AS node

FROM eclipse-temurin:25-jdk AS build
COPY --from=node /usr/local/bin/node /usr/local/bin/node
COPY --from=node /usr/local/lib/node_modules /usr/local/lib/node_modules
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm
WORKDIR /src
COPY . .
RUN ./mvnw -B -q -Pslim -DskipTests package \
    && java -Djarmode=tools -jar target/hilt-review-*-slim.jar extract --destination /app --application-filename hilt-review.jar

FROM eclipse-temurin:25-jre AS service
RUN useradd --system --uid 10001 --no-create-home hilt \
    && install --directory --owner=hilt /app/cache /data
COPY --from=build /app /app
WORKDIR /app

# The cache is filled on a throw-away database. With a fixed heap it does not depend on the memory of the machine that builds, and fits
# every heap of less than 32 GB.
FROM service AS training
RUN apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends curl postgresql
COPY docker/train.sh /tmp/train.sh
RUN service postgresql start \
    && su postgres -c "psql -q -c \"create role hilt login password 'hilt'\" -c 'create database hilt owner hilt'" \
    && TRAINING_DATABASE_URL=postgres://hilt:hilt@127.0.0.1:5432/hilt \
        bash /tmp/train.sh hilt-review.jar /app/cache/hilt-review.aot -Xmx512m

FROM service
COPY --from=training --chown=hilt /app/cache /app/cache
USER hilt
ENV HILT_DATA_DIR=/data HOST=0.0.0.0
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=5s --timeout=5s --start-period=60s CMD ["bash", "-c", \
    "exec 3<>/dev/tcp/127.0.0.1/${PORT:-3000} && printf 'GET /health HTTP/1.0\\r\\n\\r\\n' >&3 && grep -q '\"ok\"' <&3"]
ENTRYPOINT ["java", "-XX:AOTCache=/app/cache/hilt-review.aot", "-Xlog:aot*=error", \
    "-XX:MaxRAMPercentage=60", "-XX:+ExitOnOutOfMemoryError", "-jar", "hilt-review.jar"]
