#!/usr/bin/env bash
# Adds Java's answers to cases: record-transforms.sh CLASSPATH < cases.jsonl > answered.jsonl
# CLASSPATH: the jars of Apache Kafka's connect-transforms, connect-api and connect-json, and of Debezium's connect plugins.
# cases/kafka_smts.py SEED COUNT and cases/debezium_smts.py (change events on stdin) write cases.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
classes=$(mktemp -d)
trap 'rm -rf "$classes"' EXIT
javac -nowarn -cp "$1" -d "$classes" "$here/java/TransformCases.java" 2>/dev/null
java -Duser.timezone=UTC -Duser.language=en -Duser.country=US -cp "$classes:$1" TransformCases
