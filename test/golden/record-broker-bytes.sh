#!/usr/bin/env bash
# Records bytes made by Apache Kafka itself, which the tests of src/protocol and src/broker compare ours with.
# usage: record-broker-bytes.sh KAFKA_LIBS_DIR      (a directory with the jars of an Apache Kafka distribution)
set -euo pipefail
libs=${1:?directory with Kafka jars}
here=$(cd "$(dirname "$0")" && pwd)
keys=$(ls "$here/../../src/protocol/messages" | sed -n 's/^0*\([0-9][0-9]*\)-.*/\1/p' | sort -n)
# shellcheck disable=SC2086
java -cp "$libs/*" "$here/RecordMessages.java" 3 $keys | gzip -9n > "$here/data/messages.jsonl.gz"

# With a running broker as second argument (host:port): what it announces.
if [ $# -gt 1 ]; then
  java -cp "$libs/*" org.apache.kafka.tools.BrokerApiVersionsCommand --bootstrap-server "$2" |
    sed -nE 's/^[[:space:]]+([A-Za-z]+)\(([0-9]+)\): ([0-9]+)( to ([0-9]+))? \[usable.*/{"key":\2,"name":"\1","min":\3,"max":"\5"}/p' |
    node -e 'const rows = require("fs").readFileSync(0, "utf8").trim().split("\n").map((line) => JSON.parse(line));
      for (const row of rows) row.max = row.max === "" ? row.min : Number(row.max);
      process.stdout.write(JSON.stringify(rows.sort((a, b) => a.key - b.key), null, 0) + "\n")' > "$here/data/api-versions.json"
fi

# What real clients and a real broker say to each other is recorded by record-client-requests.ts, a proxy between them.
