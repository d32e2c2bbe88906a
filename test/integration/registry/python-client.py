"""Uses confluent-kafka's registry client and serializers against the registry in the first argument."""

import json
import sys

from confluent_kafka.schema_registry import Schema, SchemaRegistryClient, SchemaReference
from confluent_kafka.schema_registry.avro import AvroDeserializer, AvroSerializer
from confluent_kafka.schema_registry.json_schema import JSONDeserializer, JSONSerializer
from confluent_kafka.serialization import MessageField, SerializationContext

client = SchemaRegistryClient({"url": sys.argv[1]})
user = json.dumps({"type": "record", "name": "User", "fields": [{"name": "id", "type": "long"}]})
wider = json.dumps(
    {"type": "record", "name": "User", "fields": [{"name": "id", "type": "long"}, {"name": "n", "type": "string", "default": ""}]}
)

user_id = client.register_schema("py-value", Schema(user, "AVRO"))
assert client.get_schema(user_id).schema_str.replace(" ", "") == user.replace(" ", "")
assert client.lookup_schema("py-value", Schema(user, "AVRO")).version == 1
assert client.test_compatibility("py-value", Schema(wider, "AVRO"))
assert not client.test_compatibility("py-value", Schema('"string"', "AVRO"))
client.set_compatibility("py-value", "FULL")
assert client.get_compatibility("py-value") == "FULL"
wider_id = client.register_schema("py-value", Schema(wider, "AVRO"))
assert client.get_versions("py-value") == [1, 2]
assert client.get_latest_version("py-value").schema_id == wider_id
assert client.get_version("py-value", 1).schema_id == user_id
referring = json.dumps({"type": "record", "name": "Team", "fields": [{"name": "lead", "type": "User"}]})
client.register_schema("py-team-value", Schema(referring, "AVRO", [SchemaReference("User", "py-value", 1)]))
assert "py-value" in client.get_subjects()

context = SerializationContext("py-topic", MessageField.VALUE)
avro_bytes = AvroSerializer(client, user)({"id": 7}, context)
assert AvroDeserializer(client, user)(avro_bytes, context) == {"id": 7}

json_schema = json.dumps({"title": "U", "type": "object", "properties": {"id": {"type": "integer"}}})
json_context = SerializationContext("py-json", MessageField.VALUE)
json_bytes = JSONSerializer(json_schema, client)({"id": 7}, json_context)
assert JSONDeserializer(json_schema, schema_registry_client=client)(json_bytes, json_context) == {"id": 7}

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
from confluent_kafka.schema_registry.protobuf import ProtobufDeserializer, ProtobufSerializer

file = descriptor_pb2.FileDescriptorProto(name="py_user.proto", package="py", syntax="proto3")
file.message_type.add(name="User").field.add(name="id", number=1, label=1, type=3)
pool = descriptor_pool.Default()
pool.Add(file)
User = message_factory.GetMessageClass(pool.FindMessageTypeByName("py.User"))

proto_context = SerializationContext("py-proto", MessageField.VALUE)
proto_bytes = ProtobufSerializer(User, client, {"use.deprecated.format": False})(User(id=5), proto_context)
assert ProtobufDeserializer(User, {"use.deprecated.format": False}, client)(proto_bytes, proto_context).id == 5

assert client.delete_version("py-value", 2) == 2
assert client.delete_subject("py-team-value") == [1]
print(json.dumps({"avro": avro_bytes.hex(), "json": json_bytes.hex(), "proto": proto_bytes.hex()}))
