import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.apicurio.registry.utils.converter.avro.AvroData;
import io.apicurio.registry.utils.converter.avro.AvroDataConfig;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Scanner;
import org.apache.avro.generic.GenericContainer;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;

/**
 * Reads case lines from standard input and writes them back with what Java's AvroData answers in `expect`. Class path: apicurio-registry-utils-converter
 * 2.6.13.Final (its AvroData is Confluent's, in another package) with its dependencies, connect-api 4.3.1, connect-json 4.3.1.
 */
public class AvroGolden {
  static final ObjectMapper JSON = new ObjectMapper();

  public static void main(String[] args) throws Exception {
    Scanner lines = new Scanner(System.in, "UTF-8");
    while (lines.hasNextLine()) {
      ObjectNode input = (ObjectNode) JSON.readTree(lines.nextLine());
      boolean from = input.get("op").asText().equals("avroFrom");
      ObjectNode expect;
      try {
        expect = from ? from(input) : to(input);
      } catch (Throwable error) {
        expect = JSON.createObjectNode();
        ObjectNode described = expect.putObject("error");
        described.put("class", error.getClass().getName());
        described.put("message", String.valueOf(error.getMessage()));
      }
      input.set("expect", expect);
      System.out.println(JSON.writeValueAsString(input));
    }
  }

  static AvroData data(JsonNode config) {
    Map<String, String> props = new LinkedHashMap<>();
    config.fields().forEachRemaining(entry -> props.put(entry.getKey(), entry.getValue().asText()));
    return new AvroData(new AvroDataConfig(props));
  }

  static ObjectNode from(ObjectNode input) throws Exception {
    AvroData data = data(input.get("config"));
    Schema schema = schema(input.get("schema"));
    Object value = value(schema, input.get("value"));
    org.apache.avro.Schema avro = data.fromConnectSchema(schema);
    Object datum = data.fromConnectData(schema, value);
    if (datum instanceof io.apicurio.registry.serde.avro.NonRecordContainer)
      datum = ((io.apicurio.registry.serde.avro.NonRecordContainer) datum).getValue();
    ObjectNode expect = JSON.createObjectNode();
    expect.put("text", avro.toString());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    if (avro.getType() == org.apache.avro.Schema.Type.BYTES) {
      out.write(datum instanceof byte[] ? (byte[]) datum : ((ByteBuffer) datum).array());
    } else {
      BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
      new GenericDatumWriter<Object>(avro).write(datum, encoder);
      encoder.flush();
    }
    expect.put("binary", Base64.getEncoder().encodeToString(out.toByteArray()));
    SchemaAndValue back = data.toConnectData(avro, datum);
    expect.set("data", back == null ? JSON.nullNode() : both(back));
    return expect;
  }

  static ObjectNode to(ObjectNode input) throws Exception {
    AvroData data = data(input.get("config"));
    org.apache.avro.Schema avro = new org.apache.avro.Schema.Parser().parse(JSON.writeValueAsString(input.get("avroSchema")));
    ObjectNode expect = JSON.createObjectNode();
    expect.set("schema", neutral(data.toConnectSchema(avro)));
    Object datum = new GenericDatumReader<Object>(avro)
        .read(null, DecoderFactory.get().jsonDecoder(avro, JSON.writeValueAsString(input.get("avroJson"))));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
    new GenericDatumWriter<Object>(avro).write(datum, encoder);
    encoder.flush();
    expect.put("avroBinary", Base64.getEncoder().encodeToString(out.toByteArray()));
    SchemaAndValue converted = data.toConnectData(avro, datum);
    expect.set("data", converted == null ? JSON.nullNode() : both(converted));
    return expect;
  }

  static ObjectNode both(SchemaAndValue data) {
    ObjectNode node = JSON.createObjectNode();
    node.set("schema", neutral(data.schema()));
    node.set("value", neutral(data.schema(), data.value()));
    return node;
  }

  static Schema schema(JsonNode node) {
    if (node == null || node.isNull()) return null;
    SchemaBuilder builder;
    switch (node.get("type").asText()) {
      case "array": builder = SchemaBuilder.array(schema(node.get("valueSchema"))); break;
      case "map": builder = SchemaBuilder.map(schema(node.get("keySchema")), schema(node.get("valueSchema"))); break;
      case "struct":
        builder = SchemaBuilder.struct();
        for (JsonNode field : node.get("fields")) builder.field(field.get("name").asText(), schema(field.get("schema")));
        break;
      default: builder = SchemaBuilder.type(Schema.Type.valueOf(node.get("type").asText().toUpperCase()));
    }
    if (node.has("optional")) builder.optional();
    if (node.has("name")) builder.name(node.get("name").asText());
    if (node.has("version")) builder.version(node.get("version").asInt());
    if (node.has("doc")) builder.doc(node.get("doc").asText());
    if (node.has("parameters"))
      node.get("parameters").fields().forEachRemaining(entry -> builder.parameter(entry.getKey(), entry.getValue().asText()));
    if (node.has("default")) builder.defaultValue(value(builder, node.get("default")));
    return builder.build();
  }

  static Object value(Schema schema, JsonNode node) {
    if (node == null || node.isNull()) return null;
    if (node.isBoolean()) return node.asBoolean();
    if (node.isTextual()) return node.asText();
    Map.Entry<String, JsonNode> entry = node.fields().next();
    JsonNode content = entry.getValue();
    switch (entry.getKey()) {
      case "i8": return (byte) content.asInt();
      case "i16": return (short) content.asInt();
      case "i32": return content.asInt();
      case "i64": return Long.parseLong(content.asText());
      case "f32": return Float.parseFloat(content.asText());
      case "f64": return Double.parseDouble(content.asText());
      case "bytes": return Base64.getDecoder().decode(content.asText());
      case "decimal":
        return new BigDecimal(new BigInteger(content.get("unscaled").asText()), content.get("scale").asInt());
      case "bigint": return new BigInteger(content.asText());
      case "date": return new java.util.Date(Long.parseLong(content.asText()));
      case "list": {
        List<Object> list = new ArrayList<>();
        Schema item = schema != null && schema.type() == Schema.Type.ARRAY ? schema.valueSchema() : null;
        for (JsonNode element : content) list.add(value(item, element));
        return list;
      }
      case "map": {
        boolean typed = schema != null && schema.type() == Schema.Type.MAP;
        Map<Object, Object> map = new LinkedHashMap<>();
        for (JsonNode pair : content)
          map.put(value(typed ? schema.keySchema() : null, pair.get(0)), value(typed ? schema.valueSchema() : null, pair.get(1)));
        return map;
      }
      default: {
        Struct struct = new Struct(schema instanceof SchemaBuilder ? ((SchemaBuilder) schema).build() : schema);
        for (Field field : schema.fields())
          if (content.has(field.name())) struct.put(field, value(field.schema(), content.get(field.name())));
        return struct;
      }
    }
  }

  static JsonNode neutral(Schema schema) {
    if (schema == null) return JSON.nullNode();
    ObjectNode node = JSON.createObjectNode();
    node.put("type", schema.type().getName());
    if (schema.isOptional()) node.put("optional", true);
    if (schema.name() != null) node.put("name", schema.name());
    if (schema.version() != null) node.put("version", schema.version());
    if (schema.doc() != null) node.put("doc", schema.doc());
    if (schema.parameters() != null) {
      ObjectNode parameters = node.putObject("parameters");
      schema.parameters().forEach(parameters::put);
    }
    if (schema.defaultValue() != null) node.set("default", neutral(schema, schema.defaultValue()));
    if (schema.type() == Schema.Type.STRUCT) {
      ArrayNode fields = node.putArray("fields");
      for (Field field : schema.fields()) {
        ObjectNode described = fields.addObject();
        described.put("name", field.name());
        described.set("schema", neutral(field.schema()));
      }
    }
    if (schema.type() == Schema.Type.MAP) node.set("keySchema", neutral(schema.keySchema()));
    if (schema.type() == Schema.Type.MAP || schema.type() == Schema.Type.ARRAY) node.set("valueSchema", neutral(schema.valueSchema()));
    return node;
  }

  static JsonNode tag(String name, JsonNode content) {
    ObjectNode node = JSON.createObjectNode();
    node.set(name, content);
    return node;
  }

  static JsonNode floating(double value) {
    boolean plain = !Double.isNaN(value) && !Double.isInfinite(value) && !(value == 0 && 1 / value < 0);
    return plain ? JSON.getNodeFactory().numberNode(value) : JSON.getNodeFactory().textNode(value == 0 ? "-0" : String.valueOf(value));
  }

  static JsonNode neutral(Schema schema, Object value) {
    if (value == null) return JSON.nullNode();
    if (value instanceof Boolean) return JSON.getNodeFactory().booleanNode((Boolean) value);
    if (value instanceof CharSequence) return JSON.getNodeFactory().textNode(value.toString());
    if (value instanceof Byte) return tag("i8", JSON.getNodeFactory().numberNode(((Byte) value).intValue()));
    if (value instanceof Short) return tag("i16", JSON.getNodeFactory().numberNode(((Short) value).intValue()));
    if (value instanceof Integer) return tag("i32", JSON.getNodeFactory().numberNode((Integer) value));
    if (value instanceof Long) return tag("i64", JSON.getNodeFactory().textNode(value.toString()));
    if (value instanceof Float) return tag("f32", Float.isFinite((Float) value) && !value.equals(-0f) ? JSON.getNodeFactory().numberNode((Float) value) : floating((Float) value));
    if (value instanceof Double) return tag("f64", floating((Double) value));
    if (value instanceof byte[]) return tag("bytes", JSON.getNodeFactory().textNode(Base64.getEncoder().encodeToString((byte[]) value)));
    if (value instanceof ByteBuffer) return neutral(schema, ((ByteBuffer) value).array());
    if (value instanceof java.util.Date) return tag("date", JSON.getNodeFactory().textNode(String.valueOf(((java.util.Date) value).getTime())));
    if (value instanceof BigDecimal) {
      ObjectNode content = JSON.createObjectNode();
      content.put("unscaled", ((BigDecimal) value).unscaledValue().toString());
      content.put("scale", ((BigDecimal) value).scale());
      return tag("decimal", content);
    }
    if (value instanceof Collection) {
      ArrayNode list = JSON.createArrayNode();
      for (Object item : (Collection<?>) value)
        list.add(neutral(schema != null && schema.type() == Schema.Type.ARRAY ? schema.valueSchema() : null, item));
      return tag("list", list);
    }
    if (value instanceof Map) {
      boolean typed = schema != null && schema.type() == Schema.Type.MAP;
      ArrayNode list = JSON.createArrayNode();
      for (Map.Entry<?, ?> entry : ((Map<?, ?>) value).entrySet()) {
        ArrayNode pair = list.addArray();
        pair.add(neutral(typed ? schema.keySchema() : null, entry.getKey()));
        pair.add(neutral(typed ? schema.valueSchema() : null, entry.getValue()));
      }
      return tag("map", list);
    }
    Struct struct = (Struct) value;
    ObjectNode content = JSON.createObjectNode();
    for (Field field : struct.schema().fields())
      content.set(field.name(), neutral(field.schema(), struct.getWithoutDefault(field.name())));
    return tag("struct", content);
  }
}
