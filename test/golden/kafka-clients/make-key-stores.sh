#!/usr/bin/env bash
# Makes one key pair and writes it with keytool and OpenSSL into every kind of store that Java clients use.
# Run: bash test/golden/kafka-clients/make-key-stores.sh test/golden/data/key-stores
set -euo pipefail
mkdir -p "$1" && cd "$1" && rm -f ./*
pass='pa"ss-word'
make() { keytool -storepass "$pass" "$@" 2>/dev/null; }
make -genkeypair -alias own -keyalg EC -groupname secp256r1 -validity 36500 -dname CN=own -storetype PKCS12 -keystore modern.p12
make -exportcert -rfc -alias own -keystore modern.p12 -file certificate.pem
openssl pkcs12 -in modern.p12 -passin "pass:$pass" -nocerts -nodes 2>/dev/null | openssl pkcs8 -topk8 -nocrypt -out key.pem
copy() { make -importkeystore -noprompt -srckeystore modern.p12 -srcstorepass "$pass" -deststorepass "$pass" "$@"; }
copy -destkeystore store.jks -deststoretype JKS
copy -destkeystore legacy.p12 -deststoretype PKCS12 -J-Dkeystore.pkcs12.legacy
trust() { make -importcert -noprompt -alias ca -file certificate.pem "$@"; }
trust -keystore trust.p12 -storetype PKCS12
trust -keystore trust-legacy.p12 -storetype PKCS12 -J-Dkeystore.pkcs12.legacy
trust -keystore trust.jks -storetype JKS
openssl pkcs12 -export -inkey key.pem -in certificate.pem -passout "pass:$pass" -out openssl.p12
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 36500 -subj /CN=stranger -keyout stranger-key.pem -out stranger.pem 2>/dev/null
