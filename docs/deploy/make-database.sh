#!/bin/sh
# Runs once, when the database of compose.yaml is new: makes a role that owns the database and nothing else.
set -eu
password=$(cat /run/secrets/database_password)
psql --set=ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname postgres --set=password="$password" <<'SQL'
CREATE ROLE enquete LOGIN PASSWORD :'password';
CREATE DATABASE enquete OWNER enquete;
REVOKE ALL ON DATABASE enquete FROM PUBLIC;
SQL
