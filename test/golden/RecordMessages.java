import java.io.PrintStream;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ApiMessageType;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.MessageUtil;
import org.apache.kafka.common.protocol.types.BoundField;
import org.apache.kafka.common.protocol.types.Schema;
import org.apache.kafka.common.protocol.types.TaggedFields;
import org.apache.kafka.common.record.internal.MemoryRecords;

/**
 * Prints one line of JSON per API, direction and version: a message filled from a seed, as bytes and as JSON, both made
 * by Apache Kafka's own classes. See record-broker-bytes.sh.
 */
public class RecordMessages {
    private final Random random;
    private final int version;

    private RecordMessages(Random random, int version) {
        this.random = random;
        this.version = version;
    }

    public static void main(String[] args) throws Exception {
        PrintStream out = new PrintStream(System.out, false, "UTF-8");
        int seeds = Integer.parseInt(args[0]);
        List<String> keys = List.of(args).subList(1, args.length);
        for (ApiMessageType type : ApiMessageType.values()) {
            if (!ApiKeys.hasId(type.apiKey()) || !keys.contains(String.valueOf(type.apiKey()))) continue;
            if (type.lowestSupportedVersion() > type.highestSupportedVersion(true)) continue;
            for (short v = type.lowestSupportedVersion(); v <= type.highestSupportedVersion(true); v++) {
                for (int seed = 0; seed < seeds; seed++) {
                    print(out, type, "request", type.newRequest(), v, seed);
                    print(out, type, "response", type.newResponse(), v, seed);
                }
            }
        }
        out.flush();
    }

    private static void print(PrintStream out, ApiMessageType type, String kind, ApiMessage message, short version, int seed)
            throws Exception {
        new RecordMessages(new Random(type.apiKey() * 1000L + version * 10L + seed), version).fill(message, 0);
        ByteBuffer bytes = MessageUtil.toByteBufferAccessor(message, version).buffer();
        byte[] array = new byte[bytes.remaining()];
        bytes.get(array);
        Class<?> converter = Class.forName(message.getClass().getName() + "JsonConverter");
        Method write = converter.getMethod("write", message.getClass(), short.class);
        out.printf("{\"key\":%d,\"name\":\"%s\",\"kind\":\"%s\",\"version\":%d,\"bytes\":\"%s\",\"json\":%s}%n",
            type.apiKey(), type.name, kind, version, Base64.getEncoder().encodeToString(array), write.invoke(null, message, version));
    }

    /** Sets every field that this version carries. */
    private void fill(Object target, int depth) throws Exception {
        Field schemaField;
        try {
            schemaField = target.getClass().getField("SCHEMA_" + version);
        } catch (NoSuchFieldException e) {
            return;
        }
        Map<String, org.apache.kafka.common.protocol.types.Field> named = new TreeMap<>();
        for (BoundField bound : ((Schema) schemaField.get(null)).fields()) {
            if (bound.def.type instanceof TaggedFields tagged) {
                tagged.fields().values().forEach(field -> named.put(camel(field.name), field));
            } else {
                named.put(camel(bound.def.name), bound.def);
            }
        }
        for (Field field : target.getClass().getDeclaredFields()) {
            if (Modifier.isStatic(field.getModifiers()) || !named.containsKey(field.getName())) continue;
            field.setAccessible(true);
            boolean nullable = named.get(field.getName()).type.isNullable();
            boolean isShort = named.get(field.getName()).type == org.apache.kafka.common.protocol.types.Type.UINT16;
            if (isShort) field.set(target, random.nextInt(65536));
            else if (nullable && random.nextInt(4) == 0) field.set(target, null);
            else field.set(target, value(field, target, depth));
        }
    }

    private static String camel(String snake) {
        StringBuilder name = new StringBuilder();
        boolean upper = false;
        for (char c : snake.toCharArray()) {
            if (c == '_') upper = true;
            else name.append(upper ? Character.toUpperCase(c) : c);
            if (c != '_') upper = false;
        }
        return name.toString();
    }

    private Object value(Field field, Object target, int depth) throws Exception {
        Class<?> type = field.getType();
        if (Collection.class.isAssignableFrom(type)) return list(field, target, depth);
        return scalar(type, target, depth);
    }

    @SuppressWarnings("unchecked")
    private Object list(Field field, Object target, int depth) throws Exception {
        Class<?> element;
        Collection<Object> list;
        if (List.class.isAssignableFrom(field.getType())) {
            element = (Class<?>) ((ParameterizedType) field.getGenericType()).getActualTypeArguments()[0];
            list = new ArrayList<>();
        } else {
            Class<?> generic = field.getType();
            element = (Class<?>) ((ParameterizedType) generic.getGenericSuperclass()).getActualTypeArguments()[0];
            list = (Collection<Object>) generic.getConstructor().newInstance();
        }
        int size = depth > 2 ? 1 : random.nextInt(3);
        for (int i = 0; i < size; i++) list.add(scalar(element, target, depth));
        return list;
    }

    private Object scalar(Class<?> type, Object target, int depth) throws Exception {
        if (type == int.class || type == Integer.class) return random.nextInt();
        if (type == short.class || type == Short.class) return (short) random.nextInt();
        if (type == byte.class || type == Byte.class) return (byte) random.nextInt();
        if (type == long.class || type == Long.class) return random.nextLong() >> random.nextInt(60);
        if (type == double.class) return random.nextInt() / 8.0;
        if (type == boolean.class || type == Boolean.class) return random.nextBoolean();
        if (type == String.class) return text();
        if (type == Uuid.class) return new Uuid(random.nextLong(), random.nextLong());
        if (type == byte[].class) return blob();
        if (type == ByteBuffer.class) return ByteBuffer.wrap(blob());
        if (org.apache.kafka.common.record.internal.BaseRecords.class.isAssignableFrom(type)) return MemoryRecords.readableRecords(ByteBuffer.wrap(blob()));
        Object nested = type.getConstructor().newInstance();
        fill(nested, depth + 1);
        return nested;
    }

    private byte[] blob() {
        byte[] bytes = new byte[random.nextInt(5)];
        random.nextBytes(bytes);
        return bytes;
    }

    private String text() {
        String[] samples = {"", "a", "topic-1", "\u00e4\u20ac", "\ud83d\ude00x", "x".repeat(140)};
        return samples[random.nextInt(samples.length)];
    }
}
