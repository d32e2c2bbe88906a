import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;

/**
 * Prints every key of Kafka's client configurations, one JSON object a line.
 * Run: java -cp 'KAFKA_LIBS/*' test/golden/kafka-clients/ClientConfigs.java > test/golden/data/kafka-client-configs.jsonl
 */
class ClientConfigs {
  public static void main(String[] args) {
    print("producer", ProducerConfig.configDef());
    print("consumer", ConsumerConfig.configDef());
    print("admin", AdminClientConfig.configDef());
  }

  static void print(String client, ConfigDef def) {
    for (ConfigDef.ConfigKey key : new TreeMap<>(def.configKeys()).values()) {
      System.out.println("{\"client\":" + json(client) + ",\"name\":" + json(key.name) + ",\"type\":" + json(key.type.name())
          + ",\"default\":" + json(text(key)) + ",\"required\":" + !key.hasDefault()
          + ",\"importance\":" + json(key.importance.name()) + ",\"internal\":" + key.internalConfig
          + ",\"validator\":" + json(key.validator == null ? null : key.validator.toString()) + "}");
    }
  }

  static String text(ConfigDef.ConfigKey key) {
    if (!key.hasDefault() || key.defaultValue == null) return null;
    return ConfigDef.convertToString(key.defaultValue, key.type);
  }

  static String json(String text) {
    if (text == null) return "null";
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
  }
}
