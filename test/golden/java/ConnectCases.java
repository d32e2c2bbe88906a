import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TimeZone;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.connect.connector.policy.ConnectorClientConfigOverridePolicy;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.runtime.AbstractHerder;
import org.apache.kafka.connect.runtime.ConnectorConfig;
import org.apache.kafka.connect.runtime.SinkConnectorConfig;
import org.apache.kafka.connect.runtime.SourceConnectorConfig;
import org.apache.kafka.connect.runtime.TopicCreationConfig;
import org.apache.kafka.connect.runtime.Worker;
import org.apache.kafka.connect.runtime.WorkerConfig;
import org.apache.kafka.connect.runtime.distributed.DistributedConfig;
import org.apache.kafka.connect.runtime.distributed.DistributedHerder;
import org.apache.kafka.connect.runtime.isolation.Plugins;
import org.apache.kafka.connect.runtime.rest.entities.ConfigInfo;
import org.apache.kafka.connect.runtime.rest.entities.ConfigInfos;
import org.apache.kafka.connect.runtime.rest.entities.ConfigKeyInfo;
import org.apache.kafka.connect.runtime.standalone.StandaloneConfig;
import org.apache.kafka.connect.runtime.standalone.StandaloneHerder;
import org.apache.kafka.connect.storage.Converter;
import org.apache.kafka.connect.storage.FileOffsetBackingStore;
import org.apache.kafka.connect.storage.HeaderConverter;
import org.apache.kafka.connect.storage.MemoryConfigBackingStore;
import org.apache.kafka.connect.storage.MemoryStatusBackingStore;

/**
 * Reads cases of converters, ConfigDef and connector validation without answers, one JSON object a line, and writes them with what
 * Kafka's own code answers. Run by `record-connect.sh` together with TransformCases, whose encoding it uses. A validateConnector case
 * may have `worker`: properties of the worker, with group.id for a distributed one.
 */
public class ConnectCases {
    public static void main(String[] args) throws Exception {
        java.io.PrintStream out = TransformCases.out;
        System.setOut(System.err);
        TransformCases.json.getFactory().enable(com.fasterxml.jackson.core.JsonGenerator.Feature.ESCAPE_NON_ASCII);
        TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
        Locale.setDefault(Locale.US);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (line.isBlank()) continue;
            ObjectNode c = (ObjectNode) TransformCases.json.readTree(line);
            c.remove("expect");
            c.set("expect", answer(c));
            out.println(TransformCases.json.writeValueAsString(c));
        }
        out.flush();
        System.exit(0);
    }

    static String phase;

    static ObjectNode answer(JsonNode c) {
        phase = "setup";
        ObjectNode e = TransformCases.json.createObjectNode();
        try {
            run(c, e);
        } catch (Throwable thrown) {
            Throwable t = thrown instanceof InvocationTargetException ? thrown.getCause() : thrown;
            e.removeAll();
            ObjectNode error = e.putObject("error");
            error.put("phase", phase);
            error.put("class", t.getClass().getName());
            error.put("message", t.getMessage());
        }
        return e;
    }

    static void run(JsonNode c, ObjectNode e) throws Exception {
        String op = c.get("op").asText();
        switch (op) {
            case "roundtrip", "fromConnect", "toConnect" -> converter(c, e, op);
            case "roundtripHeader", "toHeader" -> header(c, e, op);
            case "configDefValidate" -> {
                ArrayNode values = e.putArray("values");
                phase = "validate";
                ConfigDef def = target(c);
                for (ConfigValue v : def.validate(config(c))) {
                    ObjectNode n = values.addObject();
                    ConfigDef.ConfigKey key = def.configKeys().get(v.name());
                    n.put("name", v.name());
                    n.put("value", key == null ? null : ConfigDef.convertToString(v.value(), key.type));
                    v.errorMessages().forEach(n.putArray("errors")::add);
                    n.put("visible", v.visible());
                }
            }
            case "configDefParse" -> {
                phase = "parse";
                ConfigDef def = target(c);
                ObjectNode parsed = e.putObject("parsed");
                def.parse(config(c)).forEach((k, v) -> parsed.put(k, ConfigDef.convertToString(v, def.configKeys().get(k).type)));
            }
            case "parseType" -> {
                phase = "parse";
                ConfigDef.Type type = ConfigDef.Type.valueOf(c.get("type").asText());
                Object v = ConfigDef.parseType(c.get("name").asText(), c.get("value").isNull() ? null : c.get("value").asText(), type);
                e.put("string", ConfigDef.convertToString(v, type));
            }
            case "validateConnector" -> {
                phase = "validate";
                e.set("configInfos", infos(c));
            }
            default -> throw new IllegalArgumentException("op " + op);
        }
    }

    static void converter(JsonNode c, ObjectNode e, String op) throws Exception {
        Converter converter = (Converter) Class.forName(c.get("class").asText()).getDeclaredConstructor().newInstance();
        phase = "configure";
        converter.configure(config(c), c.path("isKey").asBoolean());
        byte[] bytes;
        if (op.equals("toConnect")) {
            bytes = c.get("bytes").isNull() ? null : Base64.getDecoder().decode(c.get("bytes").asText());
        } else {
            Schema schema = TransformCases.schema(c.get("schema"));
            Object value = TransformCases.value(c.get("value"), schema);
            phase = "fromConnect";
            bytes = converter.fromConnectData("test", schema, value);
            e.put("bytes", bytes == null ? null : Base64.getEncoder().encodeToString(bytes));
        }
        if (op.equals("fromConnect")) return;
        phase = "toConnect";
        SchemaAndValue data = converter.toConnectData("test", bytes);
        e.set("data", TransformCases.schemaAndValue(data.schema(), data.value()));
    }

    static void header(JsonNode c, ObjectNode e, String op) throws Exception {
        HeaderConverter converter = (HeaderConverter) Class.forName(c.get("class").asText()).getDeclaredConstructor().newInstance();
        phase = "configure";
        Map<String, String> config = config(c);
        config.put("converter.type", "header");
        converter.configure(config);
        byte[] bytes;
        if (op.equals("toHeader")) {
            bytes = c.get("bytes").isNull() ? null : Base64.getDecoder().decode(c.get("bytes").asText());
        } else {
            Schema schema = TransformCases.schema(c.get("schema"));
            Object value = TransformCases.value(c.get("value"), schema);
            phase = "fromConnect";
            bytes = converter.fromConnectHeader("test", "h", schema, value);
            e.put("bytes", bytes == null ? null : Base64.getEncoder().encodeToString(bytes));
        }
        phase = "toConnect";
        SchemaAndValue data = converter.toConnectHeader("test", "h", bytes);
        e.set("data", TransformCases.schemaAndValue(data.schema(), data.value()));
    }

    static Map<String, String> config(JsonNode c) {
        Map<String, String> config = new LinkedHashMap<>();
        c.path("config").fields().forEachRemaining(f -> config.put(f.getKey(), f.getValue().isNull() ? null : f.getValue().asText()));
        return config;
    }

    static ConfigDef target(JsonNode c) throws Exception {
        String name = c.get("class").asText();
        String runtime = "org.apache.kafka.connect.runtime.";
        if (name.equals(runtime + "ConnectorConfig")) return ConnectorConfig.configDef();
        if (name.equals(runtime + "SinkConnectorConfig")) return SinkConnectorConfig.configDef();
        if (name.equals(runtime + "SourceConnectorConfig")) return SourceConnectorConfig.configDef();
        if (name.equals(runtime + "TopicCreationConfig.default")) return TopicCreationConfig.defaultGroupConfigDef();
        if (name.equals(runtime + "TopicCreationConfig.group")) return TopicCreationConfig.configDef("group", (short) 1, 1);
        if (name.equals("golden.Zoo")) return zoo();
        Object plugin = Class.forName(name).getDeclaredConstructor().newInstance();
        Method config = plugin.getClass().getMethod("config");
        return (ConfigDef) config.invoke(plugin);
    }

    /** The same keys as `test/golden/zoo.ts`. */
    static ConfigDef zoo() {
        ConfigDef.Importance m = ConfigDef.Importance.MEDIUM;
        ConfigDef.Recommender recommender = new ConfigDef.Recommender() {
            public java.util.List<Object> validValues(String name, Map<String, Object> parsed) {
                return new java.util.ArrayList<>(java.util.List.of(1, 2, 3));
            }
            public boolean visible(String name, Map<String, Object> parsed) {
                return !"hide".equals(parsed.get("opt.string"));
            }
        };
        return new ConfigDef()
            .define("req.string", ConfigDef.Type.STRING, m, "")
            .define("opt.string", ConfigDef.Type.STRING, "dflt", m, "", "g", 1, ConfigDef.Width.NONE, "opt.string", java.util.List.of("dep.int"))
            .define("dep.int", ConfigDef.Type.INT, 5, ConfigDef.Range.between(1, 10), m, "", "g", 2, ConfigDef.Width.NONE, "dep.int", recommender)
            .define("short", ConfigDef.Type.SHORT, (short) 1, m, "")
            .define("long", ConfigDef.Type.LONG, 1L, ConfigDef.Range.atLeast(0), m, "")
            .define("double", ConfigDef.Type.DOUBLE, 0.5, ConfigDef.Range.between(0, 1), m, "")
            .define("bool", ConfigDef.Type.BOOLEAN, true, m, "")
            .define("list", ConfigDef.Type.LIST, java.util.List.of("a", "b"), ConfigDef.ValidList.in("a", "b", "c"), m, "")
            .define("list.nodup", ConfigDef.Type.LIST, java.util.List.of(), ConfigDef.ValidList.anyNonDuplicateValues(true, false), m, "")
            .define("list.nonempty", ConfigDef.Type.LIST, java.util.List.of("x"), ConfigDef.ValidList.anyNonDuplicateValues(false, false), m, "")
            .define("class", ConfigDef.Type.CLASS, null, m, "")
            .define("password", ConfigDef.Type.PASSWORD, null, m, "")
            .define("enum", ConfigDef.Type.STRING, "one", ConfigDef.ValidString.in("one", "two"), m, "")
            .define("enum.ci", ConfigDef.Type.STRING, "one", ConfigDef.CaseInsensitiveValidString.in("one", "two"), m, "")
            .define("nonempty", ConfigDef.Type.STRING, "x", new ConfigDef.NonEmptyString(), m, "")
            .define("nonnull", ConfigDef.Type.STRING, "x", new ConfigDef.NonNullValidator(), m, "")
            .define("noctl", ConfigDef.Type.STRING, "x", ConfigDef.NonEmptyStringWithoutControlChars.nonEmptyStringWithoutControlChars(), m, "");
    }

    static final Map<String, AbstractHerder> herders = new HashMap<>();

    static ObjectNode infos(JsonNode c) throws Exception {
        String key = c.path("worker").toString();
        AbstractHerder herder = herders.get(key);
        if (herder == null) {
            herder = herder(c.path("worker"));
            herders.put(key, herder);
        }
        Method validate = null;
        for (Method m : AbstractHerder.class.getDeclaredMethods())
            if (m.getName().equals("validateConnectorConfig") && m.getReturnType() == ConfigInfos.class && m.getParameterCount() == 3) validate = m;
        validate.setAccessible(true);
        java.util.function.Function<String, org.apache.kafka.connect.util.TemporaryStage> stage =
            s -> null;
        ConfigInfos infos = (ConfigInfos) validate.invoke(herder, config(c), stage, false);
        ObjectNode n = TransformCases.json.createObjectNode();
        n.put("name", infos.name());
        n.put("error_count", infos.errorCount());
        infos.groups().forEach(n.putArray("groups")::add);
        ArrayNode configs = n.putArray("configs");
        for (ConfigInfo info : infos.configs()) {
            ObjectNode each = configs.addObject();
            if (info.configKey() == null) each.putNull("definition");
            else each.set("definition", definition(info.configKey()));
            ObjectNode value = each.putObject("value");
            value.put("name", info.configValue().name());
            value.put("value", info.configValue().value());
            info.configValue().recommendedValues().forEach(value.putArray("recommended_values")::add);
            info.configValue().errors().forEach(value.putArray("errors")::add);
            value.put("visible", info.configValue().visible());
        }
        return n;
    }

    static ObjectNode definition(ConfigKeyInfo k) {
        ObjectNode n = TransformCases.json.createObjectNode();
        n.put("name", k.name());
        n.put("type", k.type());
        n.put("required", k.required());
        n.put("default_value", k.defaultValue());
        n.put("importance", k.importance());
        n.put("group", k.group());
        n.put("order_in_group", k.orderInGroup());
        n.put("width", k.width());
        n.put("display_name", k.displayName());
        k.dependents().forEach(n.putArray("dependents")::add);
        return n;
    }

    static AbstractHerder herder(JsonNode worker) throws Exception {
        Map<String, String> props = new HashMap<>();
        props.put("bootstrap.servers", System.getProperty("bootstrap", "127.0.0.1:9092"));
        props.put("key.converter", "org.apache.kafka.connect.json.JsonConverter");
        props.put("value.converter", "org.apache.kafka.connect.json.JsonConverter");
        props.put("plugin.discovery", "service_load");
        props.put("offset.storage.file.filename", "/dev/null");
        worker.fields().forEachRemaining(f -> props.put(f.getKey(), f.getValue().asText()));
        boolean distributed = props.containsKey("group.id");
        if (distributed) {
            props.put("config.storage.topic", "c");
            props.put("offset.storage.topic", "o");
            props.put("status.storage.topic", "s");
        }
        Plugins plugins = new Plugins(props);
        plugins.compareAndSwapWithDelegatingLoader();
        WorkerConfig config = distributed ? new DistributedConfig(props) : new StandaloneConfig(props);
        ConnectorClientConfigOverridePolicy policy = plugins.newPlugin(
            config.getString(WorkerConfig.CONNECTOR_CLIENT_POLICY_CLASS_CONFIG), config, ConnectorClientConfigOverridePolicy.class);
        FileOffsetBackingStore offsets = new FileOffsetBackingStore(plugins.newInternalConverter(true, "org.apache.kafka.connect.json.JsonConverter", Map.of("schemas.enable", "false")));
        Worker w = new Worker("127.0.0.1:8083", Time.SYSTEM, plugins, config, offsets, policy);
        // Validation runs on a thread pool that start() makes; nothing is started, so it is called on this thread.
        if (!distributed) return new StandaloneHerder(w, "cluster", policy);
        return new DistributedHerder((DistributedConfig) config, Time.SYSTEM, w, "cluster", new MemoryStatusBackingStore(),
            new MemoryConfigBackingStore(), "http://127.0.0.1:8083/", null, policy, java.util.List.of());
    }
}
