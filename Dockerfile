# The image of the service. `docker build .` needs no other file of this folder.
ARG BASE=node:24-slim

FROM ${BASE} AS build
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts
COPY . .
RUN npm run build && npm run notices && find dist -name '*.map' -delete \
  && npm prune --omit=dev --ignore-scripts

FROM ${BASE}
ENV NODE_ENV=production HOST=0.0.0.0 DATA_DIR=/data
WORKDIR /app
# Nobody but root can change the program. DATA_DIR is the only place where the service writes.
RUN install -d -o 1000 -g 1000 -m 0700 /data
COPY --from=build /build/package.json /build/LICENSE ./
COPY --from=build /build/data/*.txt data/
COPY --from=build /build/node_modules node_modules
COPY --from=build /build/dist dist
USER 1000:1000
VOLUME /data
EXPOSE 3000
# The process is alive. `/readyz`, for load balancers, also checks the database and Redis.
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 3000}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# Node itself is the first process, so that it receives the signals.
ENTRYPOINT ["node", "dist/bin/starwars-api.js"]
CMD ["start"]
