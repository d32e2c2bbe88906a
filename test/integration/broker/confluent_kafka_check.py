"""Drives a broker with librdkafka: admin, idempotent and transactional producer, all codecs, both group protocols.

usage: confluent_kafka_check.py BOOTSTRAP
"""
import sys
import time
import uuid

import confluent_kafka
from confluent_kafka import Consumer, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, ConfigResource, NewPartitions, NewTopic

bootstrap = sys.argv[1]
run = uuid.uuid4().hex[:8]
admin = AdminClient({"bootstrap.servers": bootstrap})


def wait(futures):
    return {name: future.result(60) for name, future in futures.items()}


def consume(topic, count, **config):
    consumer = Consumer({"bootstrap.servers": bootstrap, "auto.offset.reset": "earliest", "group.id": f"{topic}-{uuid.uuid4().hex[:6]}", **config})
    consumer.subscribe([topic])
    values, deadline = [], time.time() + 90
    while len(values) < count and time.time() < deadline:
        message = consumer.poll(0.2)
        if message is not None:
            assert message.error() is None, message.error()
            values.append(message.value().decode())
    consumer.commit(asynchronous=False)
    consumer.close()
    assert len(values) == count, f"{topic}: {len(values)} of {count}"
    return values


topic = f"py-{run}"
wait(admin.create_topics([NewTopic(topic, 3, 1, config={"retention.ms": "100000"})]))
wait(admin.create_partitions([NewPartitions(topic, 5)]))
assert len(admin.list_topics(topic, timeout=60).topics[topic].partitions) == 5
config = wait(admin.describe_configs([ConfigResource("topic", topic)]))
assert list(config.values())[0]["retention.ms"].value == "100000"

for codec in ["none", "gzip", "snappy", "lz4", "zstd"]:
    producer = Producer({"bootstrap.servers": bootstrap, "enable.idempotence": True, "compression.type": codec})
    for i in range(500):
        producer.produce(f"py-{codec}-{run}", key=str(i), value=f"{codec}-{i}-" + "x" * 100)
    assert producer.flush(60) == 0
    for protocol in ["classic", "consumer"]:
        values = consume(f"py-{codec}-{run}", 500, **{"group.protocol": protocol})
        assert len(set(values)) == 500

transactional = Producer({"bootstrap.servers": bootstrap, "transactional.id": f"tx-{run}"})
transactional.init_transactions(60)
for outcome in ["commit", "abort", "commit"]:
    transactional.begin_transaction()
    for i in range(10):
        transactional.produce(f"py-tx-{run}", f"{outcome}-{i}")
    transactional.commit_transaction(60) if outcome == "commit" else transactional.abort_transaction(60)
assert set(v.split("-")[0] for v in consume(f"py-tx-{run}", 20)) == {"commit"}

group = f"py-offsets-{run}"
consumer = Consumer({"bootstrap.servers": bootstrap, "group.id": group})
consumer.commit(offsets=[TopicPartition(topic, 0, 7)], asynchronous=False)
assert consumer.committed([TopicPartition(topic, 0)], 60)[0].offset == 7
low, high = consumer.get_watermark_offsets(TopicPartition(f"py-none-{run}", 0), 60)
assert (low, high) == (0, 500)
found = consumer.offsets_for_times([TopicPartition(f"py-none-{run}", 0, 0)], 60)
assert found[0].offset == 0
consumer.close()
wait(admin.delete_consumer_groups([group]))
wait(admin.delete_topics([topic]))
print("ok confluent-kafka", confluent_kafka.version(), "librdkafka", confluent_kafka.libversion()[0])
