import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.text.SimpleDateFormat;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TimeZone;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.data.ConnectSchema;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Values;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.transforms.Transformation;
import org.apache.kafka.connect.transforms.predicates.Predicate;

/**
 * Reads cases without answers, one JSON object a line, and writes them with what Kafka's, Debezium's and the JDK's own code answers.
 * Run by `record-transforms.sh`; the encoding is the one of the golden vectors.
 */
public class TransformCases {
    static final ObjectMapper json = new ObjectMapper();
    static final PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);

    public static void main(String[] args) throws Exception {
        System.setOut(System.err);
        TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
        Locale.setDefault(Locale.US);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (line.isBlank()) continue;
            ObjectNode c = (ObjectNode) json.readTree(line);
            c.remove("expect");
            c.set("expect", answer(c));
            out.println(json.writeValueAsString(c));
        }
        out.flush();
    }

    static String phase;

    static ObjectNode answer(JsonNode c) {
        phase = "setup";
        ObjectNode e = json.createObjectNode();
        try {
            run(c, e);
        } catch (Throwable t) {
            e.removeAll();
            ObjectNode error = e.putObject("error");
            error.put("phase", phase);
            error.put("class", t.getClass().getName());
            error.put("message", t.getMessage());
            if (t.getCause() != null) {
                ObjectNode cause = error.putObject("cause");
                cause.put("class", t.getCause().getClass().getName());
                cause.put("message", t.getCause().getMessage());
            }
        }
        return e;
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    static void run(JsonNode c, ObjectNode e) throws Exception {
        switch (c.get("op").asText()) {
            case "transform" -> {
                ConnectRecord record = record(c);
                Transformation t = (Transformation) Class.forName(c.get("class").asText()).getDeclaredConstructor().newInstance();
                phase = "configure";
                t.configure(config(c));
                phase = "apply";
                ConnectRecord result = t.apply(record);
                if (result == null) e.put("dropped", true);
                else e.set("record", encodeRecord(result));
                if (result == record) e.put("same", true);
            }
            case "predicate" -> {
                ConnectRecord record = record(c);
                Predicate p = (Predicate) Class.forName(c.get("class").asText()).getDeclaredConstructor().newInstance();
                phase = "configure";
                p.configure(config(c));
                phase = "apply";
                e.put("result", p.test(record));
            }
            case "regex" -> {
                phase = "compile";
                Matcher m = Pattern.compile(c.get("regex").asText()).matcher(c.get("input").asText());
                phase = "match";
                boolean matches = m.matches();
                e.put("matches", matches);
                phase = "replace";
                if (matches) e.put("replaced", m.replaceFirst(c.get("replacement").asText()));
            }
            case "regexFind" -> {
                phase = "compile";
                Matcher m = Pattern.compile(c.get("regex").asText()).matcher(c.get("input").asText());
                phase = "replace";
                e.put("replaced", m.replaceAll(c.get("replacement").asText()));
            }
            case "sdfFormat" -> {
                phase = "configure";
                SimpleDateFormat f = new SimpleDateFormat(c.get("pattern").asText());
                f.setTimeZone(TimeZone.getTimeZone("UTC"));
                phase = "format";
                e.put("text", f.format(new Date(Long.parseLong(c.get("millis").asText()))));
            }
            case "sdfParse" -> {
                phase = "configure";
                SimpleDateFormat f = new SimpleDateFormat(c.get("pattern").asText());
                f.setTimeZone(TimeZone.getTimeZone("UTC"));
                phase = "parse";
                e.put("millis", Long.toString(f.parse(c.get("text").asText()).getTime()));
            }
            case "number" -> {
                String text = c.get("text").asText();
                phase = "parse";
                switch (c.get("type").asText()) {
                    case "int8" -> e.put("text", Byte.toString(Byte.parseByte(text)));
                    case "int16" -> e.put("text", Short.toString(Short.parseShort(text)));
                    case "int32" -> e.put("text", Integer.toString(Integer.parseInt(text)));
                    case "int64" -> e.put("text", Long.toString(Long.parseLong(text)));
                    case "float32" -> e.put("text", Float.toString(Float.parseFloat(text)));
                    case "float64" -> e.put("text", Double.toString(Double.parseDouble(text)));
                    case "float32bits" -> e.put("text", Float.toString(Float.intBitsToFloat(Integer.parseUnsignedInt(text, 16))));
                    case "float64bits" -> e.put("text", Double.toString(Double.longBitsToDouble(Long.parseUnsignedLong(text, 16))));
                    default -> e.put("text", new BigDecimal(text).toString());
                }
            }
            case "valuesParse" -> {
                phase = "parse";
                SchemaAndValue parsed = Values.parseString(c.get("text").isNull() ? null : c.get("text").asText());
                e.set("schema", encodeSchema(parsed.schema()));
                e.set("value", encode(parsed.value()));
            }
            case "valuesConvert" -> {
                Schema schema = schema(c.get("schema"));
                Object value = value(c.get("value"), schema);
                phase = "convert";
                Object result = switch (c.get("to").asText()) {
                    case "boolean" -> Values.convertToBoolean(schema, value);
                    case "byte" -> Values.convertToByte(schema, value);
                    case "short" -> Values.convertToShort(schema, value);
                    case "int" -> Values.convertToInteger(schema, value);
                    case "long" -> Values.convertToLong(schema, value);
                    case "float" -> Values.convertToFloat(schema, value);
                    case "double" -> Values.convertToDouble(schema, value);
                    case "string" -> Values.convertToString(schema, value);
                    case "list" -> Values.convertToList(schema, value);
                    case "map" -> Values.convertToMap(schema, value);
                    case "date" -> Values.convertToDate(schema, value);
                    case "time" -> Values.convertToTime(schema, value);
                    case "timestamp" -> Values.convertToTimestamp(schema, value);
                    case "decimal" -> Values.convertToDecimal(schema, value, c.get("scale").asInt());
                    default -> throw new IllegalArgumentException(c.get("to").asText());
                };
                e.set("value", encode(result));
            }
            case "toString" -> {
                Schema schema = schema(c.get("schema"));
                Object value = value(c.get("value"), schema);
                phase = "text";
                e.put("text", String.valueOf(value));
            }
            default -> throw new IllegalArgumentException("op " + c.get("op"));
        }
    }

    static Map<String, Object> config(JsonNode c) {
        Map<String, Object> config = new LinkedHashMap<>();
        for (Iterator<Map.Entry<String, JsonNode>> i = c.get("config").fields(); i.hasNext();) {
            Map.Entry<String, JsonNode> entry = i.next();
            config.put(entry.getKey(), entry.getValue().isNull() ? null : entry.getValue().asText());
        }
        return config;
    }

    static ConnectRecord<?> record(JsonNode c) {
        JsonNode r = c.get("record");
        String topic = text(r, "topic");
        Integer partition = r.hasNonNull("partition") ? r.get("partition").asInt() : null;
        Long timestamp = r.hasNonNull("timestamp") ? Long.parseLong(r.get("timestamp").asText()) : null;
        Schema keySchema = side(r, "key");
        Schema valueSchema = side(r, "value");
        Object key = sideValue(r, "key", keySchema);
        Object value = sideValue(r, "value", valueSchema);
        ConnectHeaders headers = new ConnectHeaders();
        if (r.hasNonNull("headers")) {
            for (JsonNode h : r.get("headers")) {
                Schema schema = schema(h.get("schema"));
                headers.add(h.get("key").asText(), new SchemaAndValue(schema, value(h.get("value"), schema)));
            }
        }
        if ("sink".equals(text(c, "kind"))) {
            long offset = r.hasNonNull("offset") ? r.get("offset").asLong() : 0;
            return new SinkRecord(topic, partition == null ? 0 : partition, keySchema, key, valueSchema, value, offset, timestamp, TimestampType.CREATE_TIME, headers);
        }
        return new SourceRecord(plainMap(r.get("sourcePartition")), plainMap(r.get("sourceOffset")), topic, partition, keySchema, key, valueSchema, value, timestamp, headers);
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> plainMap(JsonNode n) {
        return n == null || n.isNull() ? null : json.convertValue(n, Map.class);
    }

    static String text(JsonNode n, String name) {
        return n.hasNonNull(name) ? n.get(name).asText() : null;
    }

    static Schema side(JsonNode r, String name) {
        return r.hasNonNull(name) ? schema(r.get(name).get("schema")) : null;
    }

    static Object sideValue(JsonNode r, String name, Schema schema) {
        return r.hasNonNull(name) ? value(r.get(name).get("value"), schema) : null;
    }

    static Schema schema(JsonNode n) {
        if (n == null || n.isNull()) return null;
        Schema.Type type = Schema.Type.valueOf(n.get("type").asText().toUpperCase(Locale.ROOT));
        Map<String, String> parameters = null;
        if (n.hasNonNull("parameters")) {
            parameters = new LinkedHashMap<>();
            for (Iterator<Map.Entry<String, JsonNode>> i = n.get("parameters").fields(); i.hasNext();) {
                Map.Entry<String, JsonNode> entry = i.next();
                parameters.put(entry.getKey(), entry.getValue().asText());
            }
        }
        List<Field> fields = null;
        if (n.hasNonNull("fields")) {
            fields = new ArrayList<>();
            for (JsonNode f : n.get("fields")) fields.add(new Field(f.get("name").asText(), fields.size(), schema(f.get("schema"))));
        }
        Schema key = schema(n.get("keySchema"));
        Schema value = schema(n.get("valueSchema"));
        boolean optional = n.path("optional").asBoolean();
        Integer version = n.hasNonNull("version") ? n.get("version").asInt() : null;
        ConnectSchema bare = new ConnectSchema(type, optional, null, text(n, "name"), version, text(n, "doc"), parameters, fields, key, value);
        if (!n.hasNonNull("default")) return bare;
        Object standard = value(n.get("default"), bare);
        return new ConnectSchema(type, optional, standard, text(n, "name"), version, text(n, "doc"), parameters, fields, key, value);
    }

    static Object value(JsonNode n, Schema schema) {
        if (n == null || n.isNull()) return null;
        if (n.isBoolean()) return n.asBoolean();
        if (n.isTextual()) return n.asText();
        if (n.has("struct")) {
            Schema own = n.has("schema") ? schema(n.get("schema")) : schema;
            Struct struct = new Struct(own);
            for (Iterator<Map.Entry<String, JsonNode>> i = n.get("struct").fields(); i.hasNext();) {
                Map.Entry<String, JsonNode> entry = i.next();
                Object v = value(entry.getValue(), own.field(entry.getKey()).schema());
                if (v != null) struct.put(entry.getKey(), v);
            }
            return struct;
        }
        if (n.has("list")) {
            Schema item = schema != null && schema.type() == Schema.Type.ARRAY ? schema.valueSchema() : null;
            List<Object> list = new ArrayList<>();
            for (JsonNode v : n.get("list")) list.add(value(v, item));
            return list;
        }
        if (n.has("map")) {
            boolean typed = schema != null && schema.type() == Schema.Type.MAP;
            Map<Object, Object> map = new LinkedHashMap<>();
            for (JsonNode pair : n.get("map"))
                map.put(value(pair.get(0), typed ? schema.keySchema() : null), value(pair.get(1), typed ? schema.valueSchema() : null));
            return map;
        }
        Map.Entry<String, JsonNode> tag = n.fields().next();
        JsonNode v = tag.getValue();
        return switch (tag.getKey()) {
            case "i8" -> (byte) v.asInt();
            case "i16" -> (short) v.asInt();
            case "i32" -> v.asInt();
            case "i64" -> Long.parseLong(v.asText());
            case "f32" -> v.isTextual() ? special(v.asText()).floatValue() : Float.parseFloat(v.asText());
            case "f64" -> v.isTextual() ? special(v.asText()) : v.asDouble();
            case "bytes" -> Base64.getDecoder().decode(v.asText());
            case "bytebuffer" -> ByteBuffer.wrap(Base64.getDecoder().decode(v.asText()));
            case "decimal" -> new BigDecimal(new BigInteger(v.get("unscaled").asText()), v.get("scale").asInt());
            case "bigint" -> new BigInteger(v.asText());
            case "date" -> new Date(Long.parseLong(v.asText()));
            default -> throw new IllegalArgumentException(tag.getKey());
        };
    }

    static Double special(String text) {
        return "-0".equals(text) ? -0.0 : Double.parseDouble(text);
    }

    static ObjectNode encodeRecord(ConnectRecord<?> r) {
        ObjectNode n = json.createObjectNode();
        n.put("topic", r.topic());
        n.put("partition", r.kafkaPartition());
        n.put("timestamp", r.timestamp() == null ? null : r.timestamp().toString());
        n.set("key", schemaAndValue(r.keySchema(), r.key()));
        n.set("value", schemaAndValue(r.valueSchema(), r.value()));
        ArrayNode headers = n.putArray("headers");
        for (Header h : r.headers()) {
            ObjectNode header = schemaAndValue(h.schema(), h.value());
            header.put("key", h.key());
            headers.add(header);
        }
        if (r instanceof SinkRecord s) n.put("offset", Long.toString(s.kafkaOffset()));
        return n;
    }

    static ObjectNode schemaAndValue(Schema schema, Object value) {
        ObjectNode n = json.createObjectNode();
        n.set("schema", encodeSchema(schema));
        n.set("value", encode(value));
        return n;
    }

    static JsonNode encodeSchema(Schema s) {
        if (s == null) return json.nullNode();
        ObjectNode n = json.createObjectNode();
        n.put("type", s.type().getName());
        if (s.isOptional()) n.put("optional", true);
        if (s.name() != null) n.put("name", s.name());
        if (s.version() != null) n.put("version", s.version());
        if (s.doc() != null) n.put("doc", s.doc());
        if (s.parameters() != null && !s.parameters().isEmpty()) s.parameters().forEach(n.putObject("parameters")::put);
        if (s.defaultValue() != null) n.set("default", encode(s.defaultValue()));
        switch (s.type()) {
            case STRUCT -> {
                ArrayNode fields = n.putArray("fields");
                for (Field f : s.fields()) fields.addObject().put("name", f.name()).set("schema", encodeSchema(f.schema()));
            }
            case ARRAY -> n.set("valueSchema", encodeSchema(s.valueSchema()));
            case MAP -> {
                n.set("keySchema", encodeSchema(s.keySchema()));
                n.set("valueSchema", encodeSchema(s.valueSchema()));
            }
            default -> { }
        }
        return n;
    }

    static JsonNode encode(Object v) {
        if (v == null) return json.nullNode();
        if (v instanceof Boolean b) return json.getNodeFactory().booleanNode(b);
        if (v instanceof String s) return json.getNodeFactory().textNode(s);
        ObjectNode n = json.createObjectNode();
        if (v instanceof Byte x) n.put("i8", x.intValue());
        else if (v instanceof Short x) n.put("i16", x.intValue());
        else if (v instanceof Integer x) n.put("i32", x);
        else if (v instanceof Long x) n.put("i64", x.toString());
        else if (v instanceof Float x) floating(n, "f32", x, x.toString());
        else if (v instanceof Double x) floating(n, "f64", x, x.toString());
        else if (v instanceof byte[] x) n.put("bytes", Base64.getEncoder().encodeToString(x));
        else if (v instanceof ByteBuffer x) {
            byte[] bytes = new byte[x.remaining()];
            x.duplicate().get(bytes);
            n.put("bytes", Base64.getEncoder().encodeToString(bytes));
        } else if (v instanceof BigDecimal x) n.putObject("decimal").put("unscaled", x.unscaledValue().toString()).put("scale", x.scale());
        else if (v instanceof BigInteger x) n.put("bigint", x.toString());
        else if (v instanceof Date x) n.put("date", Long.toString(x.getTime()));
        else if (v instanceof Struct x) {
            ObjectNode fields = n.putObject("struct");
            for (Field f : x.schema().fields()) fields.set(f.name(), encode(x.getWithoutDefault(f.name())));
        } else if (v instanceof List<?> x) {
            ArrayNode list = n.putArray("list");
            for (Object item : x) list.add(encode(item));
        } else if (v instanceof Map<?, ?> x) {
            ArrayNode pairs = n.putArray("map");
            x.forEach((k, item) -> pairs.addArray().add(encode(k)).add(encode(item)));
        } else n.put("other", v.getClass().getName() + " " + v);
        return n;
    }

    static void floating(ObjectNode n, String tag, double value, String text) {
        if (Double.isNaN(value) || Double.isInfinite(value)) n.put(tag, text);
        else if (value == 0 && 1 / value < 0) n.put(tag, "-0");
        else n.put(tag, new BigDecimal(text));
    }
}
