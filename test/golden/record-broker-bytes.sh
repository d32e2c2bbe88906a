#!/usr/bin/env bash
# Records bytes made by Apache Kafka itself, which the tests of src/protocol and src/broker compare ours with.
# usage: record-broker-bytes.sh KAFKA_LIBS_DIR      (a directory with the jars of an Apache Kafka distribution)
set -euo pipefail
libs=${1:?directory with Kafka jars}
here=$(cd "$(dirname "$0")" && pwd)
keys=$(ls "$here/../../src/protocol/messages" | sed -n 's/^0*\([0-9][0-9]*\)-.*/\1/p' | sort -n)
# shellcheck disable=SC2086
java -cp "$libs/*" "$here/RecordMessages.java" 3 $keys | gzip -9n > "$here/data/messages.jsonl.gz"
