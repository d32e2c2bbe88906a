#!/usr/bin/env bash
# Answers the cases of converters, ConfigDef and connector validation again with Kafka's own classes, in place.
# Usage: record-connect.sh <folder with Kafka's jars and connect-file> <bootstrap server of any Kafka broker>
set -euo pipefail
jars=$1 bootstrap=$2
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
path=$(find "$jars" -name '*.jar' ! -name 'connect-mirror*' | tr '\n' ':')$work
javac -nowarn -cp "$path" -d "$work" "$here"/java/TransformCases.java "$here"/java/ConnectCases.java
for file in "$here"/data/cases-connect-*.jsonl.gz; do
  zcat "$file" | java -Dbootstrap="$bootstrap" -cp "$path" ConnectCases > "$work/answers.jsonl"
  gzip -9n < "$work/answers.jsonl" > "$file"
done
