#!/bin/sh
# Creates the secret files of compose.yaml, once. Existing files stay unchanged.
set -eu
cd "$(dirname "$0")"
mkdir -p secrets
cd secrets

random() { head -c 32 /dev/urandom | base64 | tr '+/' '-_' | tr -d '=\n'; }
# The containers do not run as the owner of these files: only the folder protects them.
create() { [ -e "$1" ] || (printf '%s\n' "$2" >"$1" && chmod 0644 "$1"); }
chmod 0711 .

for kind in '' _refresh _email _password; do create "jwt${kind}_secret" "$(random)"; done
create postgres_password "$(random)"
create database_url "postgres://starwars:$(cat postgres_password)@postgres:5432/starwars"
create valkey_password "$(random)"
create redis_url "redis://:$(cat valkey_password)@valkey:6379"
create valkey_conf "requirepass $(cat valkey_password)
appendonly yes
maxmemory-policy noeviction
dir /data"
